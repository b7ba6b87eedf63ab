package dev.taskq.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.CatchUp;
import dev.taskq.Fire;
import dev.taskq.NewSchedule;
import dev.taskq.Overlap;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.Task;
import dev.taskq.TaskContext;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.testkit.TestTimeouts;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Methods that recur, and their schedules in memory. */
class RecurringTest {
    private static final int MOST = 3;

    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final Coordinator coordinator = Coordinator.builder(store)
            .config(CoordinatorConfig.DEFAULTS.withSchedulesPerCaller(MOST))
            .build();

    record Days(int days) {}

    static class Reports {
        @Recurring(cron = "0 2 * * *", zone = "Europe/Berlin", overlap = Overlap.SKIP)
        String sendDaily(TaskContext context) {
            return context.fire().map(Fire::schedule).orElse("none");
        }

        @TaskHandler(type = "report", timeout = "30s")
        @Recurring(
                name = "hourly",
                every = "${interval}",
                catchUp = Recurring.CatchUp.ALL,
                catchUpMost = 3,
                params = "{\"days\": 1}")
        int report(Days days) {
            return days.days();
        }
    }

    static class OnlyDaily {
        @Recurring(name = "reports.send_daily", cron = "0 2 * * *", zone = "Europe/Berlin", overlap = Overlap.SKIP)
        void sendDaily() {}
    }

    @TaskHandler(type = "of_class")
    static class OfClass {
        @Recurring(every = "10m")
        public void run() {}
    }

    @BeforeEach
    void start() {
        coordinator.start();
    }

    @AfterEach
    void stop() {
        coordinator.close();
        store.close();
    }

    /** Starts an application with a bean {@code reports}, and stops it. */
    private void application(String caller, Class<?> bean, Consumer<AnnotationConfigApplicationContext> use) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("test", Map.of("interval", "1h")));
            context.registerBean(Handlers.class, () -> new Handlers(HandlerSettings.DEFAULTS));
            context.registerBean(
                    ScheduleLifecycle.class,
                    () -> new ScheduleLifecycle(
                            context.getBean(Handlers.class), coordinator, caller, new StartWait(Duration.ZERO)));
            context.registerBean("reports", bean);
            context.refresh();
            use.accept(context);
        }
    }

    private void application(Class<?> bean, Consumer<AnnotationConfigApplicationContext> use) {
        application("spring:test", bean, use);
    }

    private Schedule schedule(String name) {
        return coordinator.schedules().find(name).orElseThrow();
    }

    @Test
    void aMethodHasAScheduleWithTheNamesOfItsBeanAndItself() {
        application(Reports.class, context -> {
            NewSchedule daily = schedule("reports.send_daily").definition();

            assertThat(daily.recurrence()).isEqualTo(Recurrence.cron("0 2 * * *", ZoneId.of("Europe/Berlin")));
            assertThat(daily.type()).isEqualTo("reports.send_daily");
            assertThat(daily.catchUp()).isEqualTo(CatchUp.one());
            assertThat(daily.overlap()).isEqualTo(Overlap.SKIP);
            assertThat(daily.caller()).isEqualTo("spring:test");
        });
    }

    @Test
    void aHandlerOfATypeMayRecur() {
        application(Reports.class, context -> {
            NewSchedule hourly = schedule("hourly").definition();

            assertThat(hourly.recurrence()).isEqualTo(Recurrence.every(Duration.ofHours(1)));
            assertThat(hourly.type()).isEqualTo("report");
            assertThat(hourly.catchUp()).isEqualTo(CatchUp.all(3));
            assertThat(hourly.overlap()).isEqualTo(Overlap.ALLOW);
        });
        application(
                OfClass.class,
                context ->
                        assertThat(schedule("reports.run").definition().type()).isEqualTo("of_class"));
    }

    @Test
    void aFireIsATaskThatTheMethodRuns() {
        application(Reports.class, context -> {
            try (Agent agent = Agent.builder(store)
                    .handlers(context.getBean(Handlers.class).all())
                    .build()) {
                agent.start();

                assertThat(run("reports.send_daily").result(String.class)).isEqualTo("reports.send_daily");
                assertThat(run("hourly").result(Integer.class)).isEqualTo(1);
            }
        });
    }

    private Task run(String schedule) {
        coordinator.schedules().runNow(schedule);
        long id = schedule(schedule).last().task().orElseThrow();
        try {
            return coordinator.await(id, TestTimeouts.LONG).orElseThrow();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStartWithTheSameMethodsChangesNothing() {
        application(Reports.class, context -> {});
        List<Schedule> before =
                coordinator.schedules().list(Optional.empty(), 10).schedules();

        application(Reports.class, context -> {});

        assertThat(coordinator.schedules().list(Optional.empty(), 10).schedules())
                .hasSize(2)
                .isEqualTo(before);
    }

    @Test
    void aScheduleWhoseMethodIsGoneStaysAndIsReported() {
        coordinator.schedules().put(NewSchedule.of("by_hand", Recurrence.every(Duration.ofHours(1)), "report", "{}"));
        application(
                Reports.class,
                context -> assertThat(context.getBean(ScheduleLifecycle.class).undeclared())
                        .isEmpty());

        application(OnlyDaily.class, context -> {
            ScheduleLifecycle schedules = context.getBean(ScheduleLifecycle.class);
            assertThat(schedules.undeclared()).containsExactly("hourly");
            assertThat(schedules.all())
                    .extracting(Schedule::name)
                    .containsExactly("by_hand", "hourly", "reports.send_daily");
        });
        assertThat(schedule("hourly").paused()).isFalse();
    }

    @Test
    void aScheduleOfAnotherApplicationIsNotTakenOver() {
        application("spring:other", Reports.class, context -> {});

        assertThatThrownBy(() -> application(OnlyDaily.class, context -> {}))
                .hasStackTraceContaining("OnlyDaily.sendDaily of the bean 'reports' declares the schedule"
                        + " reports.send_daily, which was put by another caller than 'spring:test'");
        assertThat(schedule("reports.send_daily").definition().caller()).isEqualTo("spring:other");
    }

    static class OtherReports {
        @Recurring(every = "1h")
        void sendWeekly() {}

        @Recurring(every = "1h")
        void sendYearly() {}
    }

    @Test
    void aScheduleTooManyStopsTheStartAndNamesMethodPropertyAndWhatMayBeDeleted() {
        application("spring:other", OfClass.class, context -> {});
        application(Reports.class, context -> {});

        assertThatThrownBy(() -> application(OtherReports.class, context -> {}))
                .cause()
                .isInstanceOf(BadHandlerException.class)
                .message()
                .matches(
                        "the task handler .*OtherReports\\.send(Weekly|Yearly) of the bean 'reports' declares the schedule"
                                + " reports\\.send_(weekly|yearly), which is one too many: .*" + MOST
                                + ".* \\(taskq\\.coordinator\\.schedules-per-caller\\); schedules of 'spring:test' that no method"
                                + " declares any more, and may be deleted: \\[hourly, reports\\.send_daily]");
    }

    static class Neither {
        @Recurring
        void handle() {}
    }

    static class Both {
        @Recurring(cron = "@daily", every = "1d")
        void handle() {}
    }

    static class BadZone {
        @Recurring(cron = "@daily", zone = "Atlantis")
        void handle() {}
    }

    static class BadCron {
        @Recurring(cron = "0 2 30 2 *")
        void handle() {}
    }

    static class SixFields {
        @Recurring(cron = "0 0 2 * * *")
        void handle() {}
    }

    static class NoUnit {
        @Recurring(every = "10")
        void handle() {}
    }

    static class TooOften {
        @Recurring(every = "10ms")
        void handle() {}
    }

    static class BadInterval {
        @Recurring(every = "often")
        void handle() {}
    }

    static class BadName {
        @TaskHandler(type = "bad")
        @Recurring(name = "Bad Name", every = "1d")
        void handle() {}
    }

    static class BadParams {
        @Recurring(every = "1d")
        void handle(Days days) {}
    }

    static class Overlapping {
        @Recurring(every = "1d", catchUp = Recurring.CatchUp.ALL, overlap = Overlap.SKIP)
        void handle() {}
    }

    static class Twice {
        @TaskHandler(type = "one")
        @Recurring(name = "same", every = "1d")
        void one() {}

        @TaskHandler(type = "other")
        @Recurring(name = "same", every = "1d")
        void other() {}
    }

    private void refuses(Class<?> bean, String... parts) {
        assertThatThrownBy(() -> application(bean, context -> {}))
                .isInstanceOf(BadHandlerException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void aWrongDeclarationStopsTheStartAndNamesBeanAndMethod() {
        refuses(Neither.class, "Neither.handle of the bean 'reports'", "either a cron expression or an interval");
        refuses(Both.class, "Both.handle", "either a cron expression or an interval");
        refuses(BadZone.class, "BadZone.handle", "'Atlantis' is no time zone");
        refuses(BadCron.class, "BadCron.handle", "cron = \"0 2 30 2 *\" never fires");
        refuses(SixFields.class, "SixFields.handle", "cron = \"0 0 2 * * *\" must be five fields");
        refuses(NoUnit.class, "NoUnit.handle", "the interval '10' has no unit");
        refuses(TooOften.class, "TooOften.handle", "every = \"10ms\" must be between 1 second and 366 days");
        refuses(BadInterval.class, "BadInterval.handle", "the interval 'often' is no duration");
        refuses(BadName.class, "BadName.handle", "name = \"Bad Name\" must match");
        refuses(BadParams.class, "BadParams.handle", "params, at /days");
        refuses(Overlapping.class, "Overlapping.handle", "must be allow if catch_up is all");
        refuses(Twice.class, "two methods have the schedule same", "Twice.one", "Twice.other");
        assertThat(coordinator.schedules().find("same")).isEmpty();
    }
}
