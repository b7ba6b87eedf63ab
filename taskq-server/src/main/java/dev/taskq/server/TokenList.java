package dev.taskq.server;

import dev.taskq.server.TokenLine.Entry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list of tokens, kept as hashes. Immutable.
 *
 * A token is compared with every token of the list, each in constant time, so the response time reveals nothing.
 */
final class TokenList implements Tokens {
    private final List<Entry> entries;

    private TokenList(List<Entry> entries) {
        this.entries = entries;
    }

    static TokenList parse(String text) {
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.strip();
            if (!content.isEmpty() && !content.startsWith("#")) {
                Entry entry = TokenLine.read(content, number);
                if (entries.stream().anyMatch(other -> MessageDigest.isEqual(other.hash, entry.hash))) {
                    throw TokenLine.failure(number, "has a token that is in the list already");
                }
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

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
