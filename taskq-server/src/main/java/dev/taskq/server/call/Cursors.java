package dev.taskq.server.call;

import dev.taskq.AuditFilter;
import dev.taskq.JsonMapping;
import dev.taskq.OperationFilter;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage.Cursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A position in a list, as text that is opaque to callers: a version, a time in microseconds, an id, a hash of the
 * list's kind and filter, and a checksum. The checksum detects a cursor that was cut or changed, the hash one that is used with
 * another list. Every coordinator reads the cursors of every other.
 */
final class Cursors {
    private static final byte VERSION = 3;
    private static final int FILTER_BYTES = 6;
    private static final int SUMMED = 1 + 2 * Long.BYTES + FILTER_BYTES;

    /** 27 bytes are exactly 36 characters, so no two texts mean the same cursor. */
    private static final int BYTES = SUMMED + Integer.BYTES;

    /** The problem of a text that is no cursor of the list. */
    private static final Problem UNFIT = Problem.badQuery(
            "\"cursor\" must be an unchanged next_cursor of an earlier response, given with the same filters");

    private Cursors() {}

    static String format(Cursor cursor, TaskFilter filter) {
        return format(cursor, text(filter));
    }

    /** A position in a list of operations, which is an id alone. */
    static String format(long before, OperationFilter filter) {
        return format(new Cursor(Instant.EPOCH, before), ofOperations(filter));
    }

    /** A position in the audit log, which is an id alone. */
    static String format(long before, AuditFilter filter) {
        return format(new Cursor(Instant.EPOCH, before), ofAudit(filter));
    }

    /**
     * Reads the cursor of a list of tasks.
     *
     * @throws ProblemException if the text is no cursor, or the cursor of another list
     */
    static Cursor parse(String text, TaskFilter filter) {
        return parse(text, text(filter)).orElseThrow(() -> new ProblemException(UNFIT));
    }

    /**
     * Reads the cursor of a list of operations.
     *
     * @throws ProblemException if the text is no cursor, or the cursor of another list
     */
    static long parse(String text, OperationFilter filter) {
        return parse(text, ofOperations(filter))
                .orElseThrow(() -> new ProblemException(UNFIT))
                .id();
    }

    /**
     * Reads the cursor of the audit log.
     *
     * @throws ProblemException if the text is no cursor, or the cursor of another list
     */
    static long parse(String text, AuditFilter filter) {
        return parse(text, ofAudit(filter))
                .orElseThrow(() -> new ProblemException(UNFIT))
                .id();
    }

    private static String ofAudit(AuditFilter filter) {
        return "audit " + text(filter);
    }

    private static String ofOperations(OperationFilter filter) {
        return "operations " + text(filter);
    }

    private static String format(Cursor cursor, String list) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, cursor.createdAt()))
                .putLong(cursor.id())
                .put(hash(list));
        bytes.putInt(sum(bytes.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Empty if the text is no cursor, or the cursor of another list. */
    private static Optional<Cursor> parse(String text, String list) {
        byte[] decoded;
        try {
            decoded = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (decoded.length != BYTES) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(decoded);
        byte version = bytes.get();
        long micros = bytes.getLong();
        long id = bytes.getLong();
        byte[] filtered = new byte[FILTER_BYTES];
        bytes.get(filtered);
        if (version != VERSION || bytes.getInt() != sum(decoded) || !Arrays.equals(filtered, hash(list))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), id));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static byte[] hash(String list) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(list.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(hash, FILTER_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A text that no other filter has. */
    private static String text(Record filter) {
        try {
            return JsonMapping.strict().write(filter);
        } catch (Exception e) {
            throw new IllegalStateException("every filter can be written", e);
        }
    }

    private static int sum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, SUMMED);
        return (int) sum.getValue();
    }
}
