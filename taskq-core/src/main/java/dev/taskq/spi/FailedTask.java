package dev.taskq.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * A task that failed. Immutable.
 *
 * @param id its id
 * @param type its type
 * @param failedAt when it became final
 * @param error the first line of its error, at most {@link Inspections#LONGEST_ERROR_READ} characters
 * @param version the version that the session of its last attempt reported, if that is still known
 */
public record FailedTask(long id, String type, Instant failedAt, String error, Optional<String> version) {}
