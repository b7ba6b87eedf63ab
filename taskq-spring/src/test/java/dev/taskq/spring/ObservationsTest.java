package dev.taskq.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Outcome;
import dev.taskq.TaskType;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Traces go from a submit to the attempts. */
class ObservationsTest {
    private static final NewTask TASK = NewTask.of("ship", "{}");

    record Nothing() {}

    private final TestObservationRegistry registry = TestObservationRegistry.create();

    /** As a tracer does it at the start of an observation. */
    private void trace(String traceparent) {
        registry.observationConfig().observationHandler(new ObservationHandler<SenderContext<Map<String, String>>>() {
            @Override
            public void onStart(SenderContext<Map<String, String>> context) {
                context.getSetter().set(context.getCarrier(), "traceparent", traceparent);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return context instanceof SenderContext;
            }
        });
    }

    @Test
    void aSubmitPutsItsTraceOnTheTask() {
        trace(Attempt.TRACEPARENT);

        NewTask sent = TaskObservations.submit(registry, TASK, task -> task);

        assertThat(sent.origin().traceparent()).contains(Attempt.TRACEPARENT);
        TestObservationRegistryAssert.assertThat(registry)
                .hasSingleObservationThat()
                .hasNameEqualTo("taskq.task.submit")
                .hasContextualNameEqualTo("submit ship")
                .hasLowCardinalityKeyValue("type", "ship")
                .hasBeenStopped();
    }

    @Test
    void aSubmitOfSeveralTasksIsOneObservationWhoseTraceIsOnEach() {
        trace(Attempt.TRACEPARENT);

        List<NewTask> sent = TaskObservations.submitAll(registry, List.of(TASK, TASK), tasks -> tasks);

        assertThat(sent)
                .hasSize(2)
                .allSatisfy(task -> assertThat(task.origin().traceparent()).contains(Attempt.TRACEPARENT));
        TestObservationRegistryAssert.assertThat(registry)
                .hasSingleObservationThat()
                .hasNameEqualTo("taskq.task.submit")
                .hasLowCardinalityKeyValue("type", "ship")
                .hasHighCardinalityKeyValue("tasks", "2")
                .hasBeenStopped();
    }

    @Test
    void aSubmitOfSeveralTypesDoesNotNameOneOfThem() {
        TaskObservations.submitAll(registry, List.of(TASK, NewTask.of("bill", "{}")), tasks -> tasks);

        TestObservationRegistryAssert.assertThat(registry)
                .hasSingleObservationThat()
                .hasLowCardinalityKeyValue("type", "(several)");
    }

    @Test
    void aSubmitOfNothingIsNotObserved() {
        assertThat(TaskObservations.<List<NewTask>>submitAll(registry, List.of(), tasks -> tasks))
                .isEmpty();

        TestObservationRegistryAssert.assertThat(registry).doesNotHaveAnyObservation();
    }

    @Test
    void aTraceOfTheApplicationsOwnStays() {
        trace(Attempt.TRACEPARENT);
        NewTask own = TASK.withOrigin(new Origin("me", "id", Optional.of("00-aa")));

        assertThat(TaskObservations.<NewTask>submit(registry, own, task -> task))
                .isEqualTo(own);
    }

    @Test
    void withoutARegistryNothingChanges() {
        assertThat(TaskObservations.<NewTask>submit(ObservationRegistry.NOOP, TASK, task -> task))
                .isSameAs(TASK);
    }

    @Test
    void anAttemptContinuesTheTraceOfTheTask() throws Exception {
        dev.taskq.TaskHandler<Nothing> handler = ObservedHandler.of(
                dev.taskq.TaskHandler.of(TaskType.of("ship", Nothing.class), (context, params) -> Outcome.done()),
                registry);

        assertThat(handler.handle(Attempt.first(), new Nothing())).isEqualTo(Outcome.done());

        TestObservationRegistryAssert.assertThat(registry)
                .hasSingleObservationThat()
                .hasNameEqualTo("taskq.task.run")
                .hasContextualNameEqualTo("run ship")
                .hasHighCardinalityKeyValue("task_id", "7")
                .hasBeenStopped()
                .satisfies(context -> assertThat(((ReceiverContext<?>) context).getCarrier())
                        .isEqualTo(Map.of("traceparent", Attempt.TRACEPARENT)));
    }

    @Test
    void aFailureIsSeenAndThrownOn() {
        dev.taskq.TaskHandler<Nothing> handler = ObservedHandler.of(
                dev.taskq.TaskHandler.of(TaskType.of("ship", Nothing.class), (context, params) -> {
                    throw new IOException("lost");
                }),
                registry);

        assertThatThrownBy(() -> handler.handle(Attempt.first(), new Nothing())).hasMessage("lost");

        TestObservationRegistryAssert.assertThat(registry)
                .hasSingleObservationThat()
                .hasError();
    }
}
