package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Duration;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.proto.v1.CatchUp;
import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.ListRequest;
import dev.taskq.proto.v1.Overlap;
import dev.taskq.proto.v1.Schedule;
import dev.taskq.proto.v1.ScheduleDefinition;
import dev.taskq.proto.v1.ScheduleServiceDeleteRequest;
import dev.taskq.proto.v1.ScheduleServiceGetRequest;
import dev.taskq.proto.v1.ScheduleServiceListRequest;
import dev.taskq.proto.v1.ScheduleServicePauseRequest;
import dev.taskq.proto.v1.ScheduleServicePutRequest;
import dev.taskq.proto.v1.ScheduleServicePutResponse;
import dev.taskq.proto.v1.ScheduleServiceResumeRequest;
import dev.taskq.proto.v1.ScheduleServiceRunRequest;
import dev.taskq.proto.v1.ScheduleServiceRunResponse;
import dev.taskq.proto.v1.Task;
import dev.taskq.proto.v1.TaskFilter;
import io.grpc.Status;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Schedules by gRPC, compared with REST. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcSchedulesTest {
    private GrpcServed served;
    private RestCalls rest;

    @BeforeAll
    void start() {
        served = GrpcServed.start();
        rest = new RestCalls(served.server.port());
    }

    @AfterAll
    void stop() throws InterruptedException {
        served.close();
        rest.close();
    }

    private static ScheduleDefinition.Builder nightly(String name) {
        return ScheduleDefinition.newBuilder()
                .setName(name)
                .setCron("30 2 * * *")
                .setZone("Europe/Berlin")
                .setType("report")
                .setParamsJson("{\"n\": 1}")
                .setMaxAttempts(3)
                .setTimeout(Duration.newBuilder().setSeconds(90))
                .setCatchUp(CatchUp.CATCH_UP_ONE)
                .setOverlap(Overlap.OVERLAP_SKIP);
    }

    private ScheduleServicePutResponse put(ScheduleDefinition.Builder definition) {
        return served.schedules()
                .put(ScheduleServicePutRequest.newBuilder()
                        .setDefinition(definition)
                        .build());
    }

    @Test
    void scheduleIsThatOfRest() throws Exception {
        ScheduleServicePutResponse created = put(nightly("same"));

        assertThat(created.getCreated()).isTrue();
        assertThat(put(nightly("same")).getCreated()).isFalse();
        Schedule schedule = served.schedules()
                .get(ScheduleServiceGetRequest.newBuilder().setName("same").build())
                .getSchedule();
        assertThat(schedule).isEqualTo(created.getSchedule());
        assertThat(schedule.getDefinition()).isEqualTo(nightly("same").build());
        JsonNode byRest = rest.get("/v1/schedules/same");
        assertThat(byRest.path("cron").asText()).isEqualTo("30 2 * * *");
        assertThat(byRest.path("zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(byRest.path("overlap").asText()).isEqualTo("skip");
        assertThat(byRest.path("timeout").asText()).isEqualTo("90s");
        assertThat(byRest.path("params").path("n").asInt()).isEqualTo(1);
        assertThat(byRest.path("caller").asText()).isEqualTo(schedule.getCaller());
        assertThat(Instant.parse(byRest.path("next_fire_at").asText()).getEpochSecond())
                .isEqualTo(schedule.getNextFireAt().getSeconds());
    }

    @Test
    void intervalsAndDefaultsAreRead() {
        Schedule plain = put(ScheduleDefinition.newBuilder()
                        .setName("plain")
                        .setType("report")
                        .setEvery(Duration.newBuilder().setSeconds(900)))
                .getSchedule();
        Schedule all = put(nightly("all")
                        .setCatchUp(CatchUp.CATCH_UP_ALL)
                        .setCatchUpMax(9)
                        .setOverlap(Overlap.OVERLAP_ALLOW))
                .getSchedule();

        assertThat(plain.getDefinition().getEvery().getSeconds()).isEqualTo(900);
        assertThat(plain.getDefinition().getCatchUp()).isEqualTo(CatchUp.CATCH_UP_ONE);
        assertThat(plain.getDefinition().getOverlap()).isEqualTo(Overlap.OVERLAP_ALLOW);
        assertThat(plain.getDefinition().getParamsJson()).isEqualTo("{}");
        assertThat(all.getDefinition().getCatchUpMax()).isEqualTo(9);
        var page = served.schedules()
                .list(ScheduleServiceListRequest.newBuilder().setPageSize(1).build());
        assertThat(page.getSchedulesList()).hasSize(1);
        assertThat(page.getSchedules(0).getDefinition().hasParamsJson()).isFalse();
        assertThat(page.getNextPageToken())
                .isEqualTo(page.getSchedules(0).getDefinition().getName());
    }

    @Test
    void scheduleIsPausedResumedRunAndDeleted() {
        put(nightly("acted_on"));

        assertThat(served.schedules()
                        .pause(ScheduleServicePauseRequest.newBuilder()
                                .setName("acted_on")
                                .build())
                        .getSchedule()
                        .getPaused())
                .isTrue();
        assertThat(served.schedules()
                        .resume(ScheduleServiceResumeRequest.newBuilder()
                                .setName("acted_on")
                                .build())
                        .getSchedule()
                        .hasNextFireAt())
                .isTrue();
        ScheduleServiceRunRequest run = ScheduleServiceRunRequest.newBuilder()
                .setName("acted_on")
                .setIdempotencyKey("k")
                .build();
        ScheduleServiceRunResponse first = served.schedules().run(run);
        ScheduleServiceRunResponse again = served.schedules().run(run);
        assertThat(first.getReplayed()).isFalse();
        assertThat(again.getReplayed()).isTrue();
        assertThat(again.getTaskId()).isEqualTo(first.getTaskId());
        assertThat(served.tasks()
                        .get(GetRequest.newBuilder().setId(first.getTaskId()).build())
                        .getTask()
                        .getSchedule())
                .isEqualTo("acted_on");
        assertThat(served.tasks()
                        .list(ListRequest.newBuilder()
                                .setFilter(TaskFilter.newBuilder().setSchedule("acted_on"))
                                .build())
                        .getTasksList())
                .extracting(Task::getId)
                .containsExactly(first.getTaskId());
        assertThat(Failure.of(() -> served.schedules()
                                .run(run.toBuilder().clearIdempotencyKey().build()))
                        .code())
                .isEqualTo(Status.Code.FAILED_PRECONDITION);
        ScheduleServiceDeleteRequest delete =
                ScheduleServiceDeleteRequest.newBuilder().setName("acted_on").build();
        assertThat(served.schedules().delete(delete)).isNotNull();
        assertThat(Failure.of(() -> served.schedules().delete(delete)).code()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void whatCannotBeAcceptedIsNamed() {
        assertThat(Failure.of(() -> served.schedules().put(ScheduleServicePutRequest.getDefaultInstance()))
                        .fields())
                .containsExactly("definition");
        assertRefused("every", nightly("refused").setEvery(Duration.newBuilder().setSeconds(60)));
        assertRefused("cron", nightly("refused").clearCron().clearZone());
        assertRefused("cron", nightly("refused").setCron("0 0 30 2 *"));
        assertRefused("zone", nightly("refused").setZone("Europe/Berlyn"));
        assertRefused(
                "zone",
                nightly("refused").clearCron().setEvery(Duration.newBuilder().setSeconds(60)));
        assertRefused(
                "every",
                nightly("refused")
                        .clearCron()
                        .clearZone()
                        .setEvery(Duration.newBuilder().setNanos(1)));
        assertRefused("catch_up", nightly("refused").setCatchUpValue(99));
        assertRefused("catch_up_max", nightly("refused").setCatchUp(CatchUp.CATCH_UP_ALL));
        assertRefused("overlap", nightly("refused").setOverlapValue(99));
        assertRefused("name", nightly("Refused"));
        assertRefused("type", nightly("refused").setType(""));
        assertRefused("max_attempts", nightly("refused").setMaxAttempts(0));
        assertRefused("params_json", nightly("refused").setParamsJson("[]"));
    }

    @Test
    void scheduleBeyondThoseOfACallerIsRefused() throws Exception {
        try (GrpcServed full = GrpcServed.start(CoordinatorConfig.DEFAULTS.withSchedulesPerCaller(0))) {
            Failure failure = Failure.of(() -> full.schedules()
                    .put(ScheduleServicePutRequest.newBuilder()
                            .setDefinition(nightly("one_too_many"))
                            .build()));

            assertThat(failure.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(failure.reason()).isEqualTo("TOO_MANY_SCHEDULES");
            assertThat(failure.retry()).isPresent();
        }
    }

    private void assertRefused(String field, ScheduleDefinition.Builder definition) {
        Failure failure = Failure.of(() -> put(definition));
        assertThat(failure.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.fields()).contains("definition." + field);
    }
}
