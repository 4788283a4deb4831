package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stored messages, one drawn evenly for each message sent. Immutable; costs the files' bytes.
 *
 * <p>At most {@value #MESSAGES_MAX} messages and {@value #BYTES_MAX} bytes in all, {@value #MESSAGE_BYTES_MAX} in one.
 */
final class FileCorpus implements Corpus {
    static final int MESSAGES_MAX = 1_000_000;
    static final long BYTES_MAX = SizeDistribution.BYTES_MAX;
    static final int MESSAGE_BYTES_MAX = 1 << 28;

    private static final int HEAD_BYTES = 96 * 1024;

    private final Path source;
    private final List<StoredMessage> messages;
    private final int folders;
    private final List<String> refused;
    private final long seed;
    private final Stored stored;

    private FileCorpus(Path source, Reading reading, long seed, Stored stored) {
        this.source = source;
        this.messages = List.copyOf(reading.messages);
        this.folders = reading.folders.size();
        this.refused = List.copyOf(reading.refused);
        this.seed = seed;
        this.stored = stored;
    }

    /** See {@link Corpus#ofFiles}. */
    static FileCorpus read(Path source, long seed, boolean binary, Stored stored) {
        Reading reading = new Reading(source, new StoredMessage.Form(binary, stored != Stored.STAMPED));
        if (!Files.isDirectory(source)) {
            String refusal = reading.file(source, true);
            if (refusal != null) {
                throw new UserFile("", source, 0, MessageFiles.EXPECTED).refused(refusal);
            }
        } else {
            for (Path file : MessageFiles.in(source)) {
                reading.fileOfFolder(file);
            }
            if (reading.messages.isEmpty()) {
                throw new UserFile("", source, 0, MessageFiles.EXPECTED)
                        .refused(
                                reading.refused.isEmpty()
                                        ? "no messages in this folder"
                                        : "no messages in this folder, such as " + reading.refused.get(0));
            }
        }
        return new FileCorpus(source, reading, seed, stored);
    }

    /** What has been read so far. Owned by one thread. */
    private static final class Reading {
        private final Path source;
        private final StoredMessage.Form form;
        private final List<StoredMessage> messages = new ArrayList<>();
        private final Set<Path> folders = new HashSet<>();
        private final List<String> refused = new ArrayList<>();
        private long bytesLeft = BYTES_MAX;

        Reading(Path source, StoredMessage.Form form) {
            this.source = source;
            this.form = form;
        }

        void fileOfFolder(Path file) {
            String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            Path folder = file.getParent();
            String folderName = folder == null ? "" : String.valueOf(folder.getFileName());
            boolean isNamed = name.endsWith(".eml") || folderName.equals("cur") || folderName.equals("new");
            int before = messages.size();
            String refusal = file(file, isNamed);
            if (refusal != null) {
                refused.add(file + ": " + refusal);
            }
            if (messages.size() > before && folder != null) {
                // The folders of a Maildir are one to a mail reader.
                folders.add(
                        folderName.equals("cur") || folderName.equals("new") ? folder.resolveSibling("cur") : folder);
            }
        }

        /**
         * Takes the messages of a file.
         *
         * @return why there are none; null when there is one
         */
        @Nullable
        String file(Path file, boolean isNamed) {
            UserFile named = new UserFile("", file, MESSAGE_BYTES_MAX, MessageFiles.EXPECTED);
            try (InputStream in = named.stream()) { // Read once: it may be a pipe.
                byte[] head = in.readNBytes(HEAD_BYTES);
                if (MboxFile.isMbox(head) && Files.isRegularFile(file)) {
                    return mbox(file);
                }
                MessageStart start = MessageStart.of(head, isNamed, form.verbatim());
                if (start.refusal() == null) {
                    add(head.length < HEAD_BYTES ? head : joined(head, in.readAllBytes()), start.offset());
                }
                return start.refusal();
            } catch (IOException e) {
                throw named.unreadable(e);
            }
        }

        private static byte[] joined(byte[] head, byte[] rest) {
            byte[] all = Arrays.copyOf(head, head.length + rest.length);
            System.arraycopy(rest, 0, all, head.length, rest.length);
            return all;
        }

        private @Nullable String mbox(Path file) {
            List<String> complaints = new ArrayList<>();
            int before = messages.size();
            int read = MboxFile.read(file, (number, bytes) -> {
                MessageStart start = MessageStart.of(bytes, true, form.verbatim());
                if (start.refusal() == null) {
                    add(bytes, start.offset());
                } else {
                    complaints.add("message " + number + ": " + start.refusal());
                }
            });
            if (messages.size() == before) {
                return read == 0 ? "an mbox file without messages" : complaints.get(0);
            }
            complaints.forEach(complaint -> refused.add(file + ": " + complaint));
            return null;
        }

        private void add(byte[] bytes, int start) {
            bytesLeft -= bytes.length;
            if (bytesLeft < 0) {
                throw tooMuch(BYTES_MAX, "bytes");
            }
            if (messages.size() == MESSAGES_MAX) {
                throw tooMuch(MESSAGES_MAX, "messages");
            }
            messages.add(new StoredMessage(bytes, start, form));
        }

        private Refusal tooMuch(long max, String of) {
            return new Refusal("", String.format(Locale.ROOT, "more than %,d %s", max, of), "at most that")
                    .at(source.toString());
        }
    }

    @Override
    public Template at(long sequence) {
        return message(sequence);
    }

    @Override
    public long sizeBytesAt(long sequence) {
        return message(sequence).textBytes(0);
    }

    private StoredMessage message(long sequence) {
        return messages.get((int) Draw.FILE.below(seed, sequence, messages.size()));
    }

    @Override
    public long bytesMax() {
        return messages.stream()
                .mapToLong(message -> message.textBytes(0))
                .max()
                .orElseThrow();
    }

    @Override
    public Stamp.Fields stamped() {
        return switch (stored) {
            case STAMPED -> Stamp.Fields.ALL;
            case MARKED -> Stamp.Fields.MARK;
            case VERBATIM -> Stamp.Fields.NONE;
        };
    }

    @Override
    public List<String> refused() {
        return refused;
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", "files");
        fields.put("path", source.toString());
        fields.put("messages", messages.size());
        fields.put("folders", folders);
        fields.put("refused", refused.size());
        fields.put("fields", stored.name().toLowerCase(Locale.ROOT));
        return fields;
    }

    @Override
    public String toString() {
        StringBuilder words = new StringBuilder(source.toString()).append(", ");
        words.append(counted(messages.size(), "message"));
        if (folders > 1) {
            words.append(" of ").append(counted(folders, "folder"));
        }
        if (!refused.isEmpty()) {
            words.append(", ").append(counted(refused.size(), "file")).append(" refused");
        }
        return words.append(stored == Stored.STAMPED ? "" : ", verbatim").toString();
    }

    private static String counted(int count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }
}
