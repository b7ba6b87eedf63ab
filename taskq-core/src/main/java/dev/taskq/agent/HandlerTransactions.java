package dev.taskq.agent;

import dev.taskq.StoreBusyException;
import dev.taskq.TaskCompletedException;
import dev.taskq.TaskLostException;
import dev.taskq.TaskStatus;
import dev.taskq.agent.Execution.StopReason;
import dev.taskq.lifecycle.ExecutionEnd;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import dev.taskq.spi.HandlerValues;
import dev.taskq.spi.RunningTask;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Completes executions in transactions of their handlers. The agent does not learn whether such a transaction commits:
 * {@link AttemptEnds} asks the row when the handler has returned. Thread-safe.
 */
final class HandlerTransactions {
    /** How long a row is waited for that another transaction holds. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Platform platform;
    private final Completions completions;

    HandlerTransactions(Platform platform, Completions completions) {
        this.platform = platform;
        this.completions = completions;
    }

    void complete(Execution execution, Connection connection, @Nullable Object result) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("the connection is in auto-commit mode: the completion would take effect"
                    + " without the transaction of the handler; nothing was written");
        }
        Completion completion = succeeded(
                execution, HandlerValues.completedWith(execution.handler().type(), result));
        if (execution.stopReason().equals(Optional.of(StopReason.LOST))) {
            throw new TaskLostException(execution.taskId());
        }
        switch (write(execution, connection, completion)) {
            case CompletionResult.Recorded recorded -> {}
            case CompletionResult.AlreadyRecorded(TaskStatus status)
            when status == TaskStatus.SUCCEEDED -> throw new TaskCompletedException(execution.taskId());
            // The agent believes it only when its own report is refused: the connection may be to another database.
            case CompletionResult.AlreadyRecorded already -> throw new TaskLostException(execution.taskId());
            case CompletionResult.Refused refused -> throw new TaskLostException(execution.taskId());
            case CompletionResult.Locked locked -> throw new StoreBusyException(null);
        }
    }

    /** From before the statement is sent, the execution counts as one that may be completed, unless nothing was written. */
    private CompletionResult write(Execution execution, Connection connection, Completion completion)
            throws SQLException {
        boolean mayBeWritten = true;
        execution.beginCompletion();
        try {
            CompletionResult result = writeSoon(connection, completion);
            mayBeWritten = result instanceof CompletionResult.Recorded;
            return result;
        } catch (SQLException | UnsupportedOperationException e) {
            mayBeWritten = false;
            throw e;
        } finally {
            if (!mayBeWritten) {
                execution.withdrawCompletion();
            }
        }
    }

    private CompletionResult writeSoon(Connection connection, Completion completion) throws SQLException {
        Timer longest = platform.timer(LONGEST_WAIT);
        while (true) {
            CompletionResult result = completions.completeIn(connection, completion);
            if (!(result instanceof CompletionResult.Locked) || longest.isExpired() || !pause()) {
                return result;
            }
        }
    }

    /** Waits for a moment; not if the thread is interrupted, which it then stays. */
    private boolean pause() {
        try {
            platform.newSignal().await(0, PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Completion succeeded(Execution execution, Optional<String> result) {
        RunningTask running = execution.task().running();
        ExecutionEnd end = new ExecutionEnd.Succeeded();
        return new Completion(
                running.id(),
                running.holder(),
                Verdicts.after(running.counts(), running.maxAttempts(), end, platform.random()),
                end.outcome(),
                result,
                Optional.empty(),
                true);
    }
}
