package dev.taskq.benchmarks.peers;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import java.util.function.LongConsumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/**
 * JobRunr, without its dashboard. It polls as often as it allows. Tasks are job requests, which need no analysis of byte code at
 * each call as its lambdas do.
 */
public final class JobRunrServer implements Peer {
    /** The least that it accepts, in seconds. */
    private static final int POLL = 5;

    private final StorageProvider storage;
    private final JobRequestScheduler scheduler;
    private final BackgroundJobServer server;

    /**
     * Creates its tables, and starts it paused.
     *
     * @param database a database of its own
     * @param workers how many tasks it runs at a time
     * @param handler receives the due time of each task that runs
     */
    public JobRunrServer(DataSource database, int workers, LongConsumer handler) {
        JsonMapper mapper = new JacksonJsonMapper();
        storage = SqlStorageProviderFactory.using(database);
        storage.setJobMapper(new JobMapper(mapper));
        scheduler = new JobRequestScheduler(storage);
        server = new BackgroundJobServer(
                storage,
                mapper,
                activator(new RunHandler(handler)),
                usingStandardBackgroundJobServerConfiguration()
                        .andPollIntervalInSeconds(POLL)
                        .andWorkerCount(workers));
        server.start();
        server.pauseProcessing();
    }

    private static JobActivator activator(RunHandler handler) {
        return new JobActivator() {
            @Override
            public <T> T activateJob(Class<T> type) {
                return type.cast(handler);
            }
        };
    }

    /**
     * A task.
     *
     * @param due when it should have been stored; 0 if that is not measured
     */
    public record Run(long due) implements JobRequest {
        @Override
        public Class<RunHandler> getJobRequestHandler() {
            return RunHandler.class;
        }
    }

    /** Its handler. Thread-safe. */
    public static final class RunHandler implements JobRequestHandler<Run> {
        private final LongConsumer handler;

        RunHandler(LongConsumer handler) {
            this.handler = handler;
        }

        @Override
        public void run(Run run) {
            handler.accept(run.due());
        }
    }

    @Override
    public String name() {
        return "JobRunr";
    }

    @Override
    public void enqueue(long due) {
        scheduler.enqueue(new Run(due));
    }

    @Override
    public void enqueueAll(int number) {
        scheduler.enqueue(Stream.generate(() -> new Run(0)).limit(number));
    }

    @Override
    public void resume() {
        server.resumeProcessing();
    }

    @Override
    public void pause() {
        server.pauseProcessing();
    }

    @Override
    public void close() {
        server.stop();
        storage.close();
    }
}
