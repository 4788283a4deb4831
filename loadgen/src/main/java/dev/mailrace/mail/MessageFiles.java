package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The files in a folder that may be messages: those in {@code cur} and {@code new} of a Maildir, else all whose names do not
 * begin with a dot, in the folders beneath too. Owned by one thread.
 *
 * <p>At most {@value #FILES_MAX} files, folders {@value #DEPTH_MAX} deep. Sorted by name, so that the seed picks the same ones
 * on every machine.
 */
final class MessageFiles {
    static final int FILES_MAX = 100_000;
    static final String EXPECTED = "a message, an mbox file, a Maildir, or a folder of them";

    private static final int DEPTH_MAX = 32;
    private static final List<String> MAILDIR = List.of("cur", "new"); // What is in tmp is not yet there.

    private final Path root;
    private final List<Path> files = new ArrayList<>();

    private MessageFiles(Path root) {
        this.root = root;
    }

    static List<Path> in(Path folder) {
        MessageFiles found = new MessageFiles(folder);
        found.visit(folder, 0);
        return found.files;
    }

    private void visit(Path folder, int depth) {
        if (depth > DEPTH_MAX) {
            throw new Refusal("", "more than " + DEPTH_MAX + " folders deep", "fewer").at(folder.toString());
        }
        List<Path> entries = entries(folder);
        boolean isMaildir = isMaildir(folder);
        for (Path entry : entries) {
            boolean isHidden = String.valueOf(entry.getFileName()).startsWith(".");
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                boolean holdsMail = isMaildir && MAILDIR.contains(String.valueOf(entry.getFileName()));
                if (holdsMail || isMaildir(entry) || !(isMaildir || isHidden)) {
                    visit(entry, depth + 1);
                }
            } else if (!isMaildir && !isHidden && Files.isRegularFile(entry)) {
                if (files.size() == FILES_MAX) {
                    throw new Refusal("", "more than " + FILES_MAX + " files", "at most that").at(root.toString());
                }
                files.add(entry);
            }
        }
    }

    private static boolean isMaildir(Path folder) {
        return MAILDIR.stream().allMatch(name -> Files.isDirectory(folder.resolve(name)));
    }

    private static List<Path> entries(Path folder) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            found.forEach(entries::add);
        } catch (IOException e) {
            throw new UserFile("", folder, 0, EXPECTED).unreadable(e);
        }
        Collections.sort(entries);
        return entries;
    }
}
