package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewOperation;
import dev.taskq.NewTask;
import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.console.Visitor.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Actions on many tasks: counted first, then confirmed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyTasksTest {
    private static final String ACT = "/console/tasks/act";

    private final Served served = Served.start();
    private final Visitor admin = served.visitor(Served.ADMIN);
    private final Visitor owner = served.visitor(Served.OWNER);
    private final Visitor reader = served.visitor(Served.READER);

    @AfterAll
    void close() {
        served.close();
    }

    private TaskStatus status(long id) {
        return served.coordinator.find(id).orElseThrow().status();
    }

    private static Reply act(Visitor visitor, String query, Map<String, String> fields) {
        Map<String, String> form = new HashMap<>(fields);
        form.put("key", visitor.get("/console/tasks").key());
        return visitor.post(ACT + query, form);
    }

    private static Reply actOnAll(Visitor visitor, String query, String action) {
        return act(visitor, query, Map.of("which", "all", "action", action));
    }

    /** The operation that an answer leads to, once it has ended. */
    private Operation ended(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(303);
        String page = reply.header("Location").replaceAll("\\?.*", "");
        long id = Long.parseLong(page.substring(page.lastIndexOf('/') + 1));
        Served.eventually(() ->
                served.coordinator.findOperation(id).orElseThrow().status().isFinal());
        return served.coordinator.findOperation(id).orElseThrow();
    }

    private static String page(Operation operation) {
        return "/console/operations/" + operation.id();
    }

    @Test
    void allThatMatchAreCountedThenCancelled() {
        long one = served.waiting("bulk-one");
        long two = served.waiting("bulk-one");
        long other = served.waiting("bulk-other");
        assertThat(admin.get("/console/tasks?caller=bulk-one").body())
                .contains("action=\"/console/tasks/act?caller=bulk-one\"", "all tasks with these filters");

        Operation count = ended(actOnAll(admin, "?caller=bulk-one&limit=50", "cancel"));
        assertThat(count.request().dryRun()).isTrue();
        assertThat(status(one)).isEqualTo(TaskStatus.QUEUED);
        assertThat(admin.get(page(count)).body())
                .contains("Nothing was changed yet.", "Cancel 2 tasks", "caller: <b>bulk-one</b>", "Show them");

        Reply confirmed = admin.act(page(count), page(count) + "/confirm");
        assertThat(confirmed.header("Location")).endsWith("?counted=2");
        Operation done = ended(confirmed);
        assertThat(done.counts()).isEqualTo(new Operation.Counts(2, 2, 0));
        assertThat(done.request().origin().caller()).isEqualTo("operator");
        assertThat(List.of(status(one), status(two))).containsOnly(TaskStatus.CANCELLED);
        assertThat(status(other)).isEqualTo(TaskStatus.QUEUED);
        assertThat(admin.get(page(done)).body()).contains("Done with 2 of 2 tasks.");
        assertThat(admin.get("/console/operations").body())
                .contains("href=\"" + page(count) + "\"", "href=\"" + page(done) + "\"", "dry run");
    }

    @Test
    void chosenTasksAreRetriedAndThoseThatCannotBeAreTold() {
        Task failed = served.run("break", "chosen");
        long waiting = served.waiting("chosen");
        assertThat(admin.get("/console/tasks?caller=chosen").body())
                .contains("name=\"task-" + failed.id() + "\"", "form=\"bulk\"");
        Map<String, String> chosen =
                Map.of("task-" + failed.id(), "1", "task-" + waiting, "1", "which", "chosen", "action", "retry");
        Operation count = ended(act(admin, "?caller=chosen", chosen));
        assertThat(admin.get(page(count)).body())
                .contains("Retry 1 task<", "Of the chosen tasks, 1 cannot be handled", ">" + failed.id() + "</a>");
        Operation done = ended(admin.act(page(count), page(count) + "/confirm"));
        assertThat(done.counts()).isEqualTo(new Operation.Counts(2, 1, 1));
        assertThat(served.end(failed.id()).counts().attempt()).isEqualTo(2);
    }

    @Test
    void scheduledTasksAreCountedThenRunNow() {
        long delayed = served.submit(
                NewTask.of("greet", "{}").delayedBy(Duration.ofHours(2)).withOrigin(Served.origin("hasty")));
        assertThat(admin.get("/console/tasks?status=scheduled&caller=hasty").body())
                .contains("<button name=\"action\" value=\"run_now\">Run now…</button>");

        Operation count = ended(actOnAll(admin, "?status=scheduled&caller=hasty", "run_now"));
        assertThat(status(delayed)).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(admin.get(page(count)).body())
                .contains("<h1>Run many tasks now: dry run</h1>", "Run 1 task now</button>");
        Operation done = ended(admin.act(page(count), page(count) + "/confirm"));

        assertThat(done.counts()).isEqualTo(new Operation.Counts(1, 1, 0));
        assertThat(served.end(delayed).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(admin.get(page(done)).body()).contains("<h1>Run many tasks now</h1>");
        assertThat(admin.get("/console/operations").body()).contains("<td>run now</td>");
    }

    @Test
    void finalTasksAreDeleted() {
        Task failed = served.run("break", "forget");
        Operation count = ended(actOnAll(admin, "?caller=forget&status=failed", "delete"));
        ended(admin.act(page(count), page(count) + "/confirm"));
        assertThat(served.coordinator.find(failed.id())).isEmpty();
    }

    @Test
    void whatCameAfterTheCountIsNotTouched() {
        long counted = served.waiting("later");
        Operation count = ended(actOnAll(admin, "?caller=later", "cancel"));
        long later = served.waiting("later");

        Operation done = ended(admin.act(page(count), page(count) + "/confirm"));

        assertThat(done.counts()).isEqualTo(new Operation.Counts(1, 1, 0));
        assertThat(done.request().limit()).hasValue(1);
        assertThat(status(counted)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(status(later)).isEqualTo(TaskStatus.QUEUED);
        assertThat(admin.get(page(done)).body()).contains("created before: <b>");
    }

    @Test
    void formThatIsSentTwiceStartsOneOperation() {
        served.waiting("twice");
        Operation count = ended(actOnAll(admin, "?caller=twice", "cancel"));
        Map<String, String> form = Map.of("key", admin.get(page(count)).key());
        String first = admin.post(page(count) + "/confirm", form).header("Location");
        assertThat(admin.post(page(count) + "/confirm", form).header("Location"))
                .isEqualTo(first);
    }

    @Test
    void countWithoutATaskOffersNothing() {
        Operation count = ended(actOnAll(admin, "?caller=no-one", "retry"));
        assertThat(admin.get(page(count)).body())
                .contains("There is no such task", "Count again")
                .doesNotContain("/confirm");
        assertThat(admin.act(page(count), page(count) + "/confirm").status()).isEqualTo(409);
        Operation again = ended(admin.act(page(count), page(count) + "/count"));
        assertThat(again.id()).isNotEqualTo(count.id());
        assertThat(again.request().dryRun()).isTrue();
        assertThat(again.request().selection()).isEqualTo(count.request().selection());
    }

    @Test
    void onlyActionsThatTheFiltersAllowAreOffered() {
        served.run("break", "offered");
        assertThat(admin.get("/console/tasks?status=failed").body())
                .contains("value=\"retry\"", "value=\"delete\"")
                .doesNotContain("<button name=\"action\" value=\"cancel\"", "value=\"run_now\"");
        assertThat(admin.get("/console/tasks?limit=201").body()).doesNotContain("id=\"bulk\"");
        assertThat(reader.get("/console/tasks").body()).doesNotContain("id=\"bulk\"", "form=\"bulk\"");
    }

    @Test
    void whatCannotBeReadOrIsNotAllowedStartsNothing() {
        assertThat(act(admin, "", Map.of("which", "chosen", "action", "retry")).status())
                .isEqualTo(422);
        assertThat(act(admin, "", Map.of("which", "chosen", "action", "retry")).body())
                .contains("No task is chosen", "href=\"/console/tasks\"");
        assertThat(act(admin, "?status=failed&type=x", Map.of("which", "chosen", "action", "retry"))
                        .body())
                .contains("href=\"/console/tasks?status=failed&amp;type=x\"");
        assertThat(actOnAll(admin, "", "explode").status()).isEqualTo(400);
        assertThat(actOnAll(admin, "?colour=red", "retry").status()).isEqualTo(400);
        assertThat(actOnAll(reader, "", "cancel").status()).isEqualTo(403);
        assertThat(admin.post(ACT, Map.of("which", "all", "action", "cancel")).status())
                .isEqualTo(403);
        assertThat(admin.get("/console/operations/999999").status()).isEqualTo(404);
        assertThat(admin.act("/console/tasks", "/console/operations/999999/confirm")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void ownerActsOnItsOwnTasksOnly() {
        long own = served.waiting("shop");
        long other = served.waiting("bulk-stranger");
        Operation count = ended(actOnAll(owner, "?type=lonely", "cancel"));
        assertThat(count.request().own()).isTrue();
        assertThat(owner.get(page(count)).body()).contains("only tasks that shop submitted");

        // Another caller would mean other tasks by it.
        assertThat(admin.get(page(count)).body()).doesNotContain("/confirm");
        assertThat(admin.act(page(count), page(count) + "/confirm").status()).isEqualTo(409);
        Operation ofAdmin = ended(actOnAll(admin, "?caller=no-one", "cancel"));
        assertThat(owner.get(page(ofAdmin)).status()).isEqualTo(404);
        assertThat(owner.get("/console/operations").body()).doesNotContain("href=\"" + page(ofAdmin) + "\"");

        Operation done = ended(owner.act(page(count), page(count) + "/confirm"));
        assertThat(done.request().own()).isTrue();
        assertThat(status(own)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(status(other)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void onlyACountThatHasEndedIsConfirmed() {
        Operation done = ended(startOf("no-one-at-all"));
        assertThat(done.status()).isEqualTo(OperationStatus.DONE);
        assertThat(admin.act(page(done), page(done) + "/confirm").status()).isEqualTo(409);
    }

    /** Confirms a count, so that what it leads to is no count. */
    private Reply startOf(String caller) {
        served.waiting(caller);
        Operation count = ended(actOnAll(admin, "?caller=" + caller, "cancel"));
        return admin.act(page(count), page(count) + "/confirm");
    }

    @Test
    void runningOperationIsEnded() {
        NewOperation request = NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL.withCaller("no-one"));
        Operation operation = served.coordinator.startOperation(request.withOrigin(Served.origin("operator")));
        Reply cancelled = admin.act(page(operation), page(operation) + "/cancel");
        assertThat(cancelled.header("Location")).isEqualTo(page(operation) + "?done=operation-cancelled");
        assertThat(ended(cancelled).status()).isIn(OperationStatus.CANCELLED, OperationStatus.DONE);
    }
}
