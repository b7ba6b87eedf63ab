package dev.taskq.agent.app;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.Map;

/** Handlers that tests put into jars. */
final class TestHandlers {
    private TestHandlers() {}

    /** No params. */
    record Nothing() {}

    /** Tells what it sees of its surroundings. */
    public static final class Scanning implements TaskHandler<Nothing> {
        @Override
        public TaskType<Nothing> type() {
            return TaskType.of("scan", Nothing.class);
        }

        @Override
        public Outcome handle(TaskContext context, Nothing params) {
            return Outcome.done(Map.of(
                    "loader", String.valueOf(getClass().getClassLoader().getName()),
                    "context_loader",
                            String.valueOf(Thread.currentThread()
                                    .getContextClassLoader()
                                    .getName()),
                    "json", sees("com.fasterxml.jackson.databind.ObjectMapper"),
                    "server", sees("io.helidon.webserver.WebServer"),
                    "store", sees("dev.taskq.postgres.PostgresTaskStore")));
        }

        private boolean sees(String className) {
            try {
                Class.forName(className, false, getClass().getClassLoader());
                return true;
            } catch (ClassNotFoundException e) {
                return false;
            }
        }
    }

    /** Serves the same type as the other. */
    public static final class ScanningToo implements TaskHandler<Nothing> {
        @Override
        public TaskType<Nothing> type() {
            return TaskType.of("scan", Nothing.class);
        }

        @Override
        public Outcome handle(TaskContext context, Nothing params) {
            return Outcome.done();
        }
    }

    /** Cannot be made. */
    public static final class NotToBeMade implements TaskHandler<Nothing> {
        /** Throws. */
        public NotToBeMade() {
            throw new IllegalStateException("no\nlicence");
        }

        @Override
        public TaskType<Nothing> type() {
            return TaskType.of("never", Nothing.class);
        }

        @Override
        public Outcome handle(TaskContext context, Nothing params) {
            return Outcome.done();
        }
    }

    /** Has a type that is no type. */
    public static final class OfNoType implements TaskHandler<Nothing> {
        @Override
        public TaskType<Nothing> type() {
            return TaskType.of("Not A Type", Nothing.class);
        }

        @Override
        public Outcome handle(TaskContext context, Nothing params) {
            return Outcome.done();
        }
    }

    /** What a jar may lack. */
    abstract static class Library implements TaskHandler<Nothing> {
        @Override
        public TaskType<Nothing> type() {
            return TaskType.of("library", Nothing.class);
        }
    }

    /** Needs it. */
    public static final class NeedsLibrary extends Library {
        @Override
        public Outcome handle(TaskContext context, Nothing params) {
            return Outcome.done();
        }
    }
}
