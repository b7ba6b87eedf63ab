package dev.taskq.rig.process;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A token for a coordinator that runs for a while on this machine. Immutable.
 *
 * @param secret the token that callers send
 */
public record LocalToken(String secret) {
    private static final int BYTES = 24;

    /**
     * Creates a token that cannot be guessed.
     *
     * @return the token
     */
    public static LocalToken random() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return new LocalToken(HexFormat.of().formatHex(secret));
    }

    /**
     * The coordinator's line for the token, with all scopes.
     *
     * @param caller the caller's name
     * @return the line for {@code TASKQ_TOKENS}
     */
    public String line(String caller) {
        return line(caller, "submit,read,admin");
    }

    /**
     * The coordinator's line for the token, with some scopes.
     *
     * @param caller the caller's name
     * @param scopes the scopes, separated by commas
     * @return the line for {@code TASKQ_TOKENS}
     */
    public String line(String caller, String scopes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return caller + " " + scopes + " sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Never contains the secret. */
    @Override
    public String toString() {
        return "LocalToken";
    }
}
