package dev.taskq.leader;

import dev.taskq.engine.StoreClock;
import dev.taskq.platform.Platform;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the duties of each term work on.
 *
 * @param platform threads, waiting, time and chance
 * @param store where tasks are kept; each duty is given the chapters that it needs
 * @param queue where hints are kept
 * @param storeClock the store's clock
 * @param hints takes hints that are to be sent
 * @param types takes the types of tasks that were queued, and makes them known
 * @param config the settings
 * @param metrics what only the leader shows
 */
public record TermResources(
        Platform platform,
        StorePort store,
        QueuePort queue,
        StoreClock storeClock,
        Consumer<List<Hint>> hints,
        Consumer<Set<String>> types,
        LeaderConfig config,
        LeaderMetrics metrics) {}
