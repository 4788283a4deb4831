package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import dev.mailrace.fuzzing.Scratch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** CSV files of users and addresses: what is read and written in quotes is read again. */
class CsvFuzzTest extends FuzzTest {
    private static final int ROWS_WRITTEN_MAX = 50;

    private final Scratch scratch = new Scratch();

    @Override
    protected void fuzz(byte[] input) throws IOException {
        Input in = new Input(input);
        int kind = in.below(3);
        Path file = scratch.file("in.csv", in.rest());
        try {
            if (kind == 0) {
                CredentialsFile.Columns read = CredentialsFile.read(file);
                assertSame(read.passwords().size(), read.users().size(), "as many passwords");
                same(read, CredentialsFile.read(scratch.file("again.csv", written(read))));
            } else if (kind == 1) {
                Feed addresses = Feed.ofAddresses("@" + file, 0, 0);
                assertTrue(addresses.size() >= 1, "addresses");
                for (long i = 0; i < Math.min(addresses.size(), ROWS_WRITTEN_MAX); i++) {
                    Addresses.check(addresses.text(i));
                }
            } else {
                assertTrue(Feed.ofCsv(file, "name", 1).size() >= 1, "texts");
            }
        } catch (Refusal e) {
            assertPlain(e.getMessage());
        }
    }

    private static byte[] written(CredentialsFile.Columns columns) {
        StringBuilder text = new StringBuilder("user,password\n");
        for (long i = 0; i < Math.min(columns.users().size(), ROWS_WRITTEN_MAX); i++) {
            text.append(quoted(columns.users().text(i))).append(',');
            text.append(quoted(columns.passwords().text(i))).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static void same(CredentialsFile.Columns read, CredentialsFile.Columns again) {
        for (long i = 0; i < again.users().size(); i++) {
            assertSame(again.users().text(i), read.users().text(i), "user " + i);
            assertSame(again.passwords().text(i), read.passwords().text(i), "password " + i);
        }
    }
}
