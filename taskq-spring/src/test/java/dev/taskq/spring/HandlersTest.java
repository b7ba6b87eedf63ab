package dev.taskq.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.JsonMapping;
import dev.taskq.Outcome;
import dev.taskq.RetryPolicy;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler.Threads;
import dev.taskq.TaskType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Methods of beans as handlers. */
class HandlersTest {
    record Ship(int order) {}

    record Label(String text) {}

    static class Methods {
        @TaskHandler(type = "result", timeout = "30s", maxAttempts = 3)
        Label result(Ship ship) {
            return new Label("order " + ship.order());
        }

        @TaskHandler(type = "context_first")
        Label contextFirst(TaskContext context, Ship ship) {
            return new Label(context.key() + " " + ship.order());
        }

        @TaskHandler(type = "context_last")
        Label contextLast(Ship ship, TaskContext context) {
            return contextFirst(context, ship);
        }

        @TaskHandler(type = "nothing")
        void nothing() {}

        @TaskHandler(type = "outcome")
        Outcome outcome(Ship ship) {
            return Outcome.giveUp("no " + ship.order());
        }

        @TaskHandler(type = "failure")
        void failure(Ship ship) throws IOException {
            throw new IOException("lost " + ship.order());
        }

        @TaskHandler(type = "map")
        Map<String, Object> map(Map<String, Object> params) {
            return params;
        }
    }

    @TaskHandler(type = "of_class")
    static class OfClass {
        public Label handle(Ship ship) {
            return new Label("class " + ship.order());
        }
    }

    static class Interface implements dev.taskq.TaskHandler<Ship> {
        @Override
        public TaskType<Ship> type() {
            return TaskType.of("interface", Ship.class);
        }

        @Override
        public Outcome handle(TaskContext context, Ship params) {
            return Outcome.done("interface " + params.order());
        }
    }

    private static AnnotationConfigApplicationContext context(HandlerSettings settings, Class<?>... beans) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(Handlers.class, () -> new Handlers(settings));
        List.of(beans).forEach(context::register);
        return context;
    }

    private static Handlers handlers(Class<?>... beans) {
        try (AnnotationConfigApplicationContext context = context(HandlerSettings.DEFAULTS, beans)) {
            context.refresh();
            return context.getBean(Handlers.class);
        }
    }

    private static dev.taskq.TaskHandler<?> handler(Handlers handlers, String type) {
        return handlers.all().stream()
                .filter(handler -> handler.type().name().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Outcome run(Handlers handlers, String type) throws Exception {
        return run(handler(handlers, type));
    }

    private static <P> Outcome run(dev.taskq.TaskHandler<P> handler) throws Exception {
        return handler.handle(Attempt.first(), handler.type().read("{\"order\": 5}"));
    }

    /** In an open context, because a method is called on the bean. */
    private static Outcome run(String type) throws Exception {
        try (AnnotationConfigApplicationContext context =
                context(HandlerSettings.DEFAULTS, Methods.class, OfClass.class, Interface.class)) {
            context.refresh();
            return run(context.getBean(Handlers.class), type);
        }
    }

    @Test
    void allMethodsClassesAndHandlersThatAreBeansAreFound() {
        assertThat(handlers(Methods.class, OfClass.class, Interface.class).types())
                .containsExactly(
                        "context_first",
                        "context_last",
                        "failure",
                        "interface",
                        "map",
                        "nothing",
                        "of_class",
                        "outcome",
                        "result");
    }

    @Test
    void whatAMethodReturnsIsTheResult() throws Exception {
        assertThat(run("result")).isEqualTo(Outcome.done(new Label("order 5")));
        assertThat(run("of_class")).isEqualTo(Outcome.done(new Label("class 5")));
        assertThat(run("interface")).isEqualTo(Outcome.done("interface 5"));
        assertThat(run("map")).isEqualTo(Outcome.done(Map.of("order", 5)));
        assertThat(run("nothing")).isEqualTo(Outcome.done());
    }

    @Test
    void aContextIsTakenInAnyOrder() throws Exception {
        assertThat(run("context_first")).isEqualTo(Outcome.done(new Label("taskq-7 5")));
        assertThat(run("context_last")).isEqualTo(Outcome.done(new Label("taskq-7 5")));
    }

    @Test
    void anOutcomeIsTakenAsItIs() throws Exception {
        assertThat(run("outcome")).isEqualTo(Outcome.giveUp("no 5"));
    }

    @Test
    void anExceptionIsThatOfTheMethod() {
        assertThatThrownBy(() -> run("failure"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("lost 5");
    }

    @Test
    void theBoundsOfTheAnnotationAreThoseOfTheType() {
        dev.taskq.TaskHandler<?> bounded = handler(handlers(Methods.class), "result");

        assertThat(bounded.type().defaults().timeout()).contains(Duration.ofSeconds(30));
        assertThat(bounded.type().defaults().maxAttempts()).hasValue(3);
        assertThat(bounded.threads()).isEqualTo(Threads.PLATFORM);
    }

    static class Placeholders {
        @TaskHandler(type = "${the.type}", timeout = "${the.timeout}", retryPolicy = "patient")
        void handle(Ship ship) {}
    }

    @Test
    void placeholdersAreResolvedAndTheRetryPolicyIsABean() {
        try (AnnotationConfigApplicationContext context =
                context(HandlerSettings.DEFAULTS.withThreads(Threads.VIRTUAL), Placeholders.class)) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("test", Map.of("the.type", "ship", "the.timeout", "PT2M")));
            context.registerBean("patient", RetryPolicy.class, () -> RetryPolicy.fixed(Duration.ofHours(1)));
            context.refresh();

            dev.taskq.TaskHandler<?> handler = handler(context.getBean(Handlers.class), "ship");

            assertThat(handler.type().defaults().timeout()).contains(Duration.ofMinutes(2));
            assertThat(handler.retryPolicy().delayAfter(1, new Random(1))).contains(Duration.ofHours(1));
            assertThat(handler.threads()).isEqualTo(Threads.VIRTUAL);
        }
    }

    @Test
    void aTypeThatIsABeanGivesItsMapping() throws Exception {
        JsonMapping upper = JsonMapping.of(JsonMapping.strict()::write, new JsonMapping.Reader() {
            @Override
            public <T> T read(String json, Class<T> type) {
                return type.cast(new Ship(42));
            }
        });
        try (AnnotationConfigApplicationContext context = context(HandlerSettings.DEFAULTS, Methods.class)) {
            context.registerBean(
                    "type",
                    TaskType.class,
                    () -> TaskType.of("result", Ship.class).withMapping(upper));
            context.refresh();

            assertThat(run(context.getBean(Handlers.class), "result")).isEqualTo(Outcome.done(new Label("order 42")));
        }
    }

    @Test
    void aProxyIsCalledAndNotWhatIsBehindIt() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ProxyFactory factory = new ProxyFactory(new Methods());
        factory.setProxyTargetClass(true);
        factory.addAdvice((MethodInterceptor) call -> {
            calls.incrementAndGet();
            return call.proceed();
        });
        try (AnnotationConfigApplicationContext context = context(HandlerSettings.DEFAULTS)) {
            context.registerBean("methods", Methods.class, () -> (Methods) factory.getProxy());
            context.refresh();

            assertThat(run(context.getBean(Handlers.class), "result")).isEqualTo(Outcome.done(new Label("order 5")));
            assertThat(calls).hasValue(1);
        }
    }

    static class TwoParams {
        @TaskHandler(type = "two")
        void two(Ship ship, Label label) {}
    }

    static class TwoContexts {
        @TaskHandler(type = "two")
        void two(TaskContext one, TaskContext other) {}
    }

    static class BadName {
        @TaskHandler(type = "Bad Name")
        void bad(Ship ship) {}
    }

    static class BadTimeout {
        @TaskHandler(type = "bad", timeout = "soon")
        void bad(Ship ship) {}
    }

    static class LongTimeout {
        @TaskHandler(type = "bad", timeout = "8d")
        void bad(Ship ship) {}
    }

    static class ManyAttempts {
        @TaskHandler(type = "bad", maxAttempts = 1001)
        void bad(Ship ship) {}
    }

    static class NoPolicy {
        @TaskHandler(type = "bad", retryPolicy = "absent")
        void bad(Ship ship) {}
    }

    static class Promise {
        @TaskHandler(type = "bad")
        CompletableFuture<Label> bad(Ship ship) {
            return CompletableFuture.completedFuture(new Label("later"));
        }
    }

    static class Generic {
        @TaskHandler(type = "bad")
        void bad(List<Ship> ships) {}
    }

    static class NoUnit {
        @TaskHandler(type = "bad", timeout = "30")
        void bad(Ship ship) {}
    }

    static class NoObject {
        @TaskHandler(type = "bad")
        void bad(String text) {}
    }

    static class NoPlaceholder {
        @TaskHandler(type = "bad", timeout = "${absent.timeout}")
        void bad(Ship ship) {}
    }

    @TaskHandler(type = "bad")
    static class NoMethod {}

    @TaskHandler(type = "bad")
    static class TwoMethods {
        public void one(Ship ship) {}

        public void two(Ship ship) {}
    }

    static class Again {
        @TaskHandler(type = "result")
        void again(Ship ship) {}
    }

    private static void refuses(Class<?> bean, String... parts) {
        assertThatThrownBy(() -> handlers(bean, Methods.class))
                .isInstanceOf(BadHandlerException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void aWrongDeclarationStopsTheStartAndNamesBeanAndMethod() {
        refuses(TwoParams.class, "TwoParams.two of the bean 'handlersTest.TwoParams'", "put all params into one class");
        refuses(TwoContexts.class, "TwoContexts.two", "put all params into one class");
        refuses(BadName.class, "BadName.bad", "wrongly: type = \"Bad Name\" must be 1 to 64 characters");
        refuses(BadTimeout.class, "BadTimeout.bad", "the time-out 'soon' is no duration");
        refuses(NoUnit.class, "NoUnit.bad", "the time-out '30' has no unit: it may be 30s");
        refuses(LongTimeout.class, "LongTimeout.bad", "timeout = \"8d\" must be between 1 ms and 7 days");
        refuses(ManyAttempts.class, "ManyAttempts.bad", "maxAttempts = \"1001\" must be between 1 and 1000");
        refuses(NoPlaceholder.class, "NoPlaceholder.bad", "'${absent.timeout}'");
        refuses(NoPolicy.class, "NoPolicy.bad", "'absent', and there is no such bean", "RetryPolicy are []");
        refuses(NoObject.class, "NoObject.bad", "takes a String: params are a JSON object, so take a record");
        refuses(Promise.class, "Promise.bad", "returns a CompletableFuture");
        refuses(Generic.class, "Generic.bad", "takes a java.util.List<", "without type arguments");
        refuses(NoMethod.class, "NoMethod", "0 public methods");
        refuses(TwoMethods.class, "TwoMethods", "2 public methods");
        refuses(Again.class, "two task handlers have the type result", "Again.again", "Methods.result", "one handler");
    }

    @Test
    void aTypeThatIsABeanWithOtherParamsIsRefused() {
        try (AnnotationConfigApplicationContext context = context(HandlerSettings.DEFAULTS, Methods.class)) {
            context.registerBean("type", TaskType.class, () -> TaskType.of("result", Label.class));

            assertThatThrownBy(context::refresh)
                    .isInstanceOf(BadHandlerException.class)
                    .hasMessageContainingAll("Methods.result", "takes a Ship", "has a Label");
        }
    }

    static class AnyJson {
        @TaskHandler(type = "any_json")
        void handle(JsonNode params) {}
    }

    @Test
    void paramsMayBeAnyJson() {
        try (AnnotationConfigApplicationContext context = context(HandlerSettings.DEFAULTS, AnyJson.class)) {
            context.refresh();

            assertThat(context.getBean(Handlers.class).all())
                    .anyMatch(handler -> handler.type().name().equals("any_json"));
        }
    }

    static class Final {
        @TaskHandler(type = "final")
        final void handle(Ship ship) {}
    }

    @Test
    void aFinalMethodBehindAProxyIsRefused() {
        ProxyFactory factory = new ProxyFactory(new Final());
        factory.setProxyTargetClass(true);
        try (AnnotationConfigApplicationContext context = context(HandlerSettings.DEFAULTS)) {
            context.registerBean("methods", Final.class, () -> (Final) factory.getProxy());

            assertThatThrownBy(context::refresh)
                    .isInstanceOf(BadHandlerException.class)
                    .hasMessageContainingAll("Final.handle of the bean 'methods'", "is final", "remove final");
        }
        assertThat(handlers(Final.class).types()).containsExactly("final");
    }

    interface Other {
        void other();
    }

    static class BehindInterface implements Other {
        @Override
        public void other() {}

        @TaskHandler(type = "behind")
        void handle(Ship ship) {}
    }

    @Test
    void aProxyThatLacksTheMethodIsRefused() {
        ProxyFactory factory = new ProxyFactory(new BehindInterface());
        try (AnnotationConfigApplicationContext context = context(HandlerSettings.DEFAULTS)) {
            context.registerBean("behind", Other.class, () -> (Other) factory.getProxy());

            assertThatThrownBy(context::refresh)
                    .isInstanceOf(BadHandlerException.class)
                    .hasMessageContainingAll("BehindInterface.handle", "cannot be called");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLazyBeanIsMadeAtItsFirstTask(boolean lazy) throws Exception {
        AtomicInteger made = new AtomicInteger();
        try (AnnotationConfigApplicationContext context = context(HandlerSettings.DEFAULTS)) {
            context.registerBean(
                    "methods",
                    Methods.class,
                    () -> {
                        made.incrementAndGet();
                        return new Methods();
                    },
                    definition -> definition.setLazyInit(lazy));
            context.refresh();
            assertThat(made).hasValue(lazy ? 0 : 1);

            run(context.getBean(Handlers.class), "result");

            assertThat(made).hasValue(1);
        }
    }

    @Test
    void nothingIsFoundWhereThereIsNothing() {
        assertThat(handlers().all()).isEmpty();
        assertThat(Optional.of(handlers()).map(Handlers::types).orElseThrow()).isEmpty();
    }
}
