package dev.taskq.server;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a line of a list of tokens. Messages name what is allowed, and never show the line. */
final class TokenLine {
    private static final String HASH_PREFIX = "sha256:";
    private static final String RATE_PREFIX = "rate=";
    private static final String BURST_PREFIX = "burst=";
    private static final int HASH_BYTES = 32;
    private static final int LEAST_PARTS = 3;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,64}");
    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,6})/([smh])");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,6}");

    private final int number;

    private TokenLine(int number) {
        this.number = number;
    }

    /** A token, as the SHA-256 of its bytes, and its caller. */
    static final class Entry {
        final byte[] hash;
        final Caller caller;

        private Entry(byte[] hash, Caller caller) {
            this.hash = hash;
            this.caller = caller;
        }
    }

    /**
     * Reads a line.
     *
     * @param line the line, stripped
     * @param number its number, for messages
     * @throws IllegalArgumentException if it cannot be read
     */
    static Entry read(String line, int number) {
        return new TokenLine(number).entry(line.split("\\s+", -1));
    }

    /** The failure of a line. */
    static IllegalArgumentException failure(int number, String what) {
        return new IllegalArgumentException("line " + number + " " + what);
    }

    private Entry entry(String[] parts) {
        require(parts.length >= LEAST_PARTS, "must have three parts: name, scopes and sha256:<hex of the token>");
        require(
                NAME.matcher(parts[0]).matches(),
                "must begin with a name of 1 to 64 letters, digits, '_', '.' and '-'");
        require(parts[2].startsWith(HASH_PREFIX), "must have sha256:<hex of the token> as its third part");
        byte[] hash = hash(parts[2].substring(HASH_PREFIX.length()));
        return new Entry(hash, new Caller(parts[0], scopes(parts[1]), rateLimit(parts)));
    }

    private Set<Scope> scopes(String text) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : text.split(",", -1)) {
            Optional<Scope> scope = Scope.ofWireName(name);
            require(scope.isPresent(), "has a scope other than " + Scope.allWireNames());
            scope.ifPresent(scopes::add);
        }
        return scopes;
    }

    private byte[] hash(String hex) {
        boolean readable = hex.length() == 2 * HASH_BYTES && hex.chars().allMatch(HexFormat::isHexDigit);
        require(readable, "must have 64 hexadecimal digits behind sha256:");
        return HexFormat.of().parseHex(hex);
    }

    private Optional<RateLimit> rateLimit(String[] parts) {
        Optional<String> rate = Optional.empty();
        Optional<String> burst = Optional.empty();
        for (int i = LEAST_PARTS; i < parts.length; i++) {
            if (parts[i].startsWith(RATE_PREFIX) && rate.isEmpty()) {
                rate = Optional.of(parts[i].substring(RATE_PREFIX.length()));
            } else if (parts[i].startsWith(BURST_PREFIX) && burst.isEmpty()) {
                burst = Optional.of(parts[i].substring(BURST_PREFIX.length()));
            } else {
                throw failure(number, "may have only rate= and burst= behind the token's hash, each once");
            }
        }
        require(rate.isPresent() || burst.isEmpty(), "has burst= without rate=");
        Optional<String> ofBurst = burst;
        return rate.map(text -> rateLimit(text, ofBurst));
    }

    private RateLimit rateLimit(String rate, Optional<String> burst) {
        Matcher matcher = RATE.matcher(rate);
        boolean isRate = matcher.matches() && Integer.parseInt(matcher.group(1)) <= RateLimit.MOST;
        require(
                isRate,
                "must have a rate from 1/h to " + RateLimit.MOST + "/s, such as rate=100/s, rate=600/m or rate=5/h");
        int calls = Integer.parseInt(matcher.group(1));
        return new RateLimit(
                calls, period(matcher.group(2)), burst.map(this::burst).orElse(calls));
    }

    private static Duration period(String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
    }

    private int burst(String text) {
        boolean isBurst = NUMBER.matcher(text).matches() && Integer.parseInt(text) <= RateLimit.MOST;
        require(isBurst, "must have a burst from 1 to " + RateLimit.MOST + ", such as burst=200");
        return Integer.parseInt(text);
    }

    private void require(boolean fine, String otherwise) {
        if (!fine) {
            throw failure(number, otherwise);
        }
    }
}
