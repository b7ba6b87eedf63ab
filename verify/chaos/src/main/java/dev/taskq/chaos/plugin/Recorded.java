package dev.taskq.chaos.plugin;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Behaves as its task says, and records it. Its result names the run that made it. */
abstract class Recorded implements TaskHandler<Job> {
    private final TaskType<Job> type;

    Recorded(String name) {
        this(TaskType.of(name, Job.class));
    }

    Recorded(TaskType<Job> type) {
        this.type = type;
    }

    @Override
    public TaskType<Job> type() {
        return type;
    }

    @Override
    public Outcome handle(TaskContext context, Job job) throws Exception {
        Journal journal = Journal.ofThisProcess();
        String run = journal.begin(context, type.name());
        String end = "broke";
        try {
            Outcome outcome = work(context, job, run);
            end = outcome instanceof Outcome.Done ? "done" : "gave-up";
            return outcome;
        } catch (InterruptedException e) {
            end = "interrupted";
            throw e;
        } catch (IllegalStateException e) {
            end = "failed";
            throw e;
        } finally {
            journal.end(context, run, end);
        }
    }

    /** Does what the task says. */
    Outcome work(TaskContext context, Job job, String run) throws Exception {
        switch (job.kind()) {
            case QUICK -> {}
            case WAIT -> TimeUnit.MILLISECONDS.sleep(job.millis());
            case PARTS -> Parts.work(context, job.millis(), run);
            case FAIL_ONCE -> failUnless(context.attempt() > 1);
            case FAIL -> failUnless(false);
            case GIVE_UP -> {
                return Outcome.giveUp("as asked");
            }
            case HANG -> new CountDownLatch(1).await();
            case DEAF -> new Semaphore(0).acquireUninterruptibly();
            case POISON -> Runtime.getRuntime().halt(99);
        }
        return Outcome.done(Map.of("run", run));
    }

    private static void failUnless(boolean well) {
        if (!well) {
            throw new IllegalStateException("as asked");
        }
    }
}
