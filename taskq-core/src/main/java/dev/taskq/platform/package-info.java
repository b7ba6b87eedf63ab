/**
 * The one source of threads, waiting, time and chance, {@link dev.taskq.platform.Platform}, and what it makes to measure time by:
 * {@link dev.taskq.platform.Timer}, {@link dev.taskq.platform.Stopwatch}, {@link dev.taskq.platform.BackOff}. No other package
 * reads a clock or calculates with its readings.
 *
 * <p>For implementers, not for users: it may change in any release.
 */
@NullMarked
package dev.taskq.platform;

import org.jspecify.annotations.NullMarked;
