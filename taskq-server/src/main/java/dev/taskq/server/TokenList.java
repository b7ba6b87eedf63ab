package dev.taskq.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A list of tokens, kept as hashes. Immutable.
 *
 * A token is compared with every token of the list, each in constant time, so the response time reveals nothing.
 */
final class TokenList implements Tokens {
    private static final String HASH_PREFIX = "sha256:";
    private static final int HASH_BYTES = 32;
    private static final int LONGEST_NAME = 64;

    private final List<Entry> entries;

    private TokenList(List<Entry> entries) {
        this.entries = entries;
    }

    private static final class Entry {
        final byte[] hash;
        final Caller caller;

        Entry(byte[] hash, Caller caller) {
            this.hash = hash;
            this.caller = caller;
        }
    }

    static TokenList parse(String text) {
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.strip();
            if (!content.isEmpty() && !content.startsWith("#")) {
                Entry entry = entry(content, number);
                require(
                        entries.stream().noneMatch(other -> MessageDigest.isEqual(other.hash, entry.hash)),
                        number,
                        "has a token that is in the list already");
                entries.add(entry);
            }
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("the list has no token");
        }
        return new TokenList(List.copyOf(entries));
    }

    @Override
    public Optional<Caller> callerOf(String token) {
        byte[] hash = sha256(token);
        Optional<Caller> found = Optional.empty();
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(hash, entry.hash)) {
                found = Optional.of(entry.caller);
            }
        }
        return found;
    }

    int size() {
        return entries.size();
    }

    private static Entry entry(String line, int number) {
        String[] parts = line.split("\\s+", -1);
        require(parts.length == 3, number, "must have three parts: name, scopes and sha256:<hex of the token>");
        require(isName(parts[0]), number, "must begin with a name of 1 to 64 letters, digits, '_', '.' and '-'");
        require(parts[2].startsWith(HASH_PREFIX), number, "must end with sha256:<hex of the token>");
        return new Entry(
                hash(parts[2].substring(HASH_PREFIX.length()), number), new Caller(parts[0], scopes(parts[1], number)));
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_NAME
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '_'
                                || c == '.'
                                || c == '-');
    }

    private static Set<Scope> scopes(String text, int number) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : text.split(",", -1)) {
            Optional<Scope> scope = Scope.ofWireName(name);
            require(scope.isPresent(), number, "has a scope other than submit, read and admin");
            scope.ifPresent(scopes::add);
        }
        return scopes;
    }

    private static byte[] hash(String hex, int number) {
        boolean readable = hex.length() == 2 * HASH_BYTES && hex.chars().allMatch(HexFormat::isHexDigit);
        require(readable, number, "must have 64 hexadecimal digits behind sha256:");
        return HexFormat.of().parseHex(hex);
    }

    private static void require(boolean fine, int number, String otherwise) {
        if (!fine) {
            throw new IllegalArgumentException("line " + number + " " + otherwise);
        }
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
