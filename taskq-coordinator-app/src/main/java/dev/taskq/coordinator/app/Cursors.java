package dev.taskq.coordinator.app;

import dev.taskq.TaskPage.Cursor;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A place in a list, as text that means nothing to a caller: version, time in microseconds, id, and a sum over them, so that
 * one which was cut or changed is noticed. Any coordinator reads what another wrote.
 */
final class Cursors {
    private static final byte VERSION = 1;
    private static final int SUMMED = 1 + 2 * Long.BYTES;

    /** 21 bytes are 28 characters with no bit to spare: no two texts mean the same. */
    private static final int BYTES = SUMMED + Integer.BYTES;

    private Cursors() {}

    static String format(Cursor cursor) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, cursor.createdAt()))
                .putLong(cursor.id());
        bytes.putInt(sum(bytes.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    static Optional<Cursor> parse(String text) {
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
        if (version != VERSION || bytes.getInt() != sum(decoded)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), id));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static int sum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, SUMMED);
        return (int) sum.getValue();
    }
}
