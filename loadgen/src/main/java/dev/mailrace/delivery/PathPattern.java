package dev.mailrace.delivery;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.files.UserFile;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path in which {@code %u} stands for a user, {@code %d} for a domain and {@code %n} for both with the sign between; finds
 * the paths that are there. Owned by one thread. Folders that have not changed are not read again.
 */
final class PathPattern {
    private static final Pattern VARIABLE = Pattern.compile("%(.?)");

    /** One name of the path, or several with their slashes where no variable is in them. */
    private record Step(String text, @Nullable Pattern names, List<Character> variables) {}

    /** What the variables stood for; empty: not named. */
    record Owner(String user, String domain) {
        static final Owner NOBODY = new Owner("", "");

        Owner with(char variable, String value) {
            int sign = value.lastIndexOf('@');
            return switch (variable) {
                case 'u' -> new Owner(value, domain);
                case 'd' -> new Owner(user, value);
                default ->
                    sign < 0
                            ? new Owner(value, domain)
                            : new Owner(value.substring(0, sign), value.substring(sign + 1));
            };
        }

        /** The whole address; empty: it is not known. */
        String address() {
            return user.isEmpty() || domain.isEmpty() ? "" : user + '@' + domain;
        }
    }

    /** A path that was found. */
    interface Found {
        void found(Path path, Owner owner) throws IOException;
    }

    private final List<Step> steps = new ArrayList<>();
    private final Node root;
    private @Nullable IOException failure;

    /**
     * @param setting begins what is refused
     * @param pattern as given, without the scheme
     * @throws Refusal where it is none, or where the folder that it begins with is not there
     */
    PathPattern(String setting, String pattern) {
        Path path = UserFile.path(setting, pattern);
        if (pattern.isBlank()) {
            throw new Refusal(setting, "\"" + pattern + "\"", "a path, such as /var/vmail/%d/%u");
        }
        StringBuilder literal = new StringBuilder(path.isAbsolute() ? "/" : "");
        for (Path name : path) {
            if (name.toString().indexOf('%') < 0) {
                literal.append(name).append('/');
            } else {
                addLiteral(literal);
                steps.add(variable(setting, pattern, name.toString()));
            }
        }
        addLiteral(literal);
        root = new Node(Path.of(""), Owner.NOBODY, 0);
        refuseMissing(setting, pattern);
    }

    private void addLiteral(StringBuilder literal) {
        if (literal.length() > 0) {
            steps.add(new Step(literal.toString(), null, List.of()));
            literal.setLength(0);
        }
    }

    private static Step variable(String setting, String pattern, String name) {
        StringBuilder regex = new StringBuilder();
        List<Character> variables = new ArrayList<>();
        Matcher matcher = VARIABLE.matcher(name);
        int from = 0;
        while (matcher.find()) {
            regex.append(Pattern.quote(name.substring(from, matcher.start())));
            switch (matcher.group(1)) {
                case "u", "d", "n" -> {
                    variables.add(matcher.group(1).charAt(0));
                    regex.append("(.+?)");
                }
                case "%" -> regex.append('%');
                default ->
                    throw new Refusal(
                            setting,
                            pattern + ": " + matcher.group() + " stands for nothing",
                            "%u for the user, %d for the domain, %n for both, %% for a percent sign");
            }
            from = matcher.end();
        }
        regex.append(Pattern.quote(name.substring(from)));
        return new Step(name, Pattern.compile(regex.toString(), Pattern.DOTALL), variables);
    }

    /** A path that nothing can ever come to is a slip of the pen; the last name of it may come with the first message. */
    private void refuseMissing(String setting, String pattern) {
        Step first = steps.get(0);
        Path base = first.names == null ? Path.of(first.text) : Path.of("");
        Path folder = steps.size() > 1 || first.names != null
                ? base
                : base.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try {
            Path whole = folder.toAbsolutePath();
            whole.getFileSystem().provider().checkAccess(whole, AccessMode.READ, AccessMode.EXECUTE);
            if (!Files.isDirectory(whole)) {
                throw new NotDirectoryException(whole.toString());
            }
        } catch (IOException e) {
            throw new Refusal(
                    setting, pattern + ": " + folder + ": " + SystemWords.of(e), "a folder that can be read", e);
        }
    }

    /**
     * Hands over each path that is there now.
     *
     * @param afresh whether folders are read again that do not seem to have changed
     * @throws IOException the first failure, after all else was handed over
     */
    void find(boolean afresh, Found found) throws IOException {
        failure = null;
        visit(root, afresh, found);
        if (failure != null) {
            throw failure;
        }
    }

    private void visit(Node node, boolean afresh, Found found) {
        try {
            if (node.depth == steps.size()) {
                found.found(node.path, node.owner);
                return;
            }
            node.refresh(steps.get(node.depth), afresh);
        } catch (IOException e) {
            if (Absence.causes(e)) {
                node.children.clear(); // It has gone, or a file lies beside the folders.
            } else {
                failure = failure == null ? e : failure;
            }
        }
        for (Node child : node.children.values()) {
            visit(child, afresh, found);
        }
    }

    /** A path up to one of the steps. */
    private static final class Node {
        private final Path path;
        private final Owner owner;
        private final int depth;
        private final Map<String, Node> children = new HashMap<>();
        private final FolderTime time = new FolderTime();

        Node(Path path, Owner owner, int depth) {
            this.path = path;
            this.owner = owner;
            this.depth = depth;
        }

        void refresh(Step step, boolean afresh) throws IOException {
            Pattern pattern = step.names;
            if (pattern == null) {
                children.computeIfAbsent(step.text, text -> new Node(path.resolve(text), owner, depth + 1));
                return;
            }
            if (!time.mayHaveChanged(path.toAbsolutePath()) && !afresh) {
                return;
            }
            Map<String, Node> before = Map.copyOf(children);
            children.clear();
            try (DirectoryStream<Path> names = Files.newDirectoryStream(path.toAbsolutePath())) {
                for (Path each : names) {
                    String name = String.valueOf(each.getFileName());
                    Matcher matcher = pattern.matcher(name);
                    if (!name.startsWith(".") && matcher.matches()) {
                        Node known = before.get(name);
                        children.put(name, known == null ? child(name, step.variables, matcher) : known);
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }

        private Node child(String name, List<Character> variables, Matcher matcher) {
            Owner named = owner;
            for (int i = 0; i < variables.size(); i++) {
                named = named.with(variables.get(i), matcher.group(i + 1));
            }
            return new Node(path.resolve(name), named, depth + 1);
        }
    }
}
