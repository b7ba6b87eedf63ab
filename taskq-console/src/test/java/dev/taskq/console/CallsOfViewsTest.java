package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.CallDeadline;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a view asks of the store, since each open page asks it every few seconds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallsOfViewsTest {
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Served served = Served.start(counted(StorePort.class, StorePort.of(new InMemoryTaskStore())));
    private final Visitor admin = served.visitor(Served.ADMIN);

    @AfterAll
    void close() {
        served.close();
    }

    /** Counts what is asked for a caller: only such calls have a deadline. */
    private <T> T counted(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, given) -> {
                    if (List.of(method.getParameterTypes()).contains(CallDeadline.class)) {
                        calls.merge(method.getName(), 1, Integer::sum);
                    }
                    try {
                        Object result = method.invoke(real, given);
                        return port.equals(StorePort.class)
                                        && List.of("submissions", "inspections").contains(method.getName())
                                ? counted(asObject(method.getReturnType()), result)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @SuppressWarnings("unchecked")
    private static Class<Object> asObject(Class<?> type) {
        return (Class<Object>) type;
    }

    private Map<String, Integer> callsOf(String page, String... headers) {
        calls.clear();
        assertThat(admin.get(page, headers).status()).isEqualTo(200);
        return new TreeMap<>(calls);
    }

    @Test
    void taskThatWaitsIsReadThreeTimesAndAFinalOneTwice() {
        long waiting = served.waiting("shop");
        long done = served.run("greet", "shop").id();
        assertThat(callsOf("/console/tasks/" + waiting)).isEqualTo(Map.of("find", 1, "detail", 2));
        assertThat(callsOf("/console/tasks/" + done)).isEqualTo(Map.of("find", 1, "detail", 1));
    }

    @Test
    void refreshLeavesOutTheParamsThatItDoesNotTake() {
        String page = "/console/tasks/" + served.waiting("shop");
        assertThat(admin.get(page).body()).contains("params-title");
        assertThat(admin.get(page, "HX-Request", "true").body())
                .contains("id=\"live\"")
                .doesNotContain("params-title");
    }

    @Test
    void listIsReadOnce() {
        assertThat(callsOf("/console/tasks")).isEqualTo(Map.of("list", 1));
    }

    /** The last of them begins less than a period after the first, which is checked: otherwise it says nothing. */
    @Test
    void refreshesOfManyPagesReadAListOnceAndAPageThatIsOpenedReadsItAnew() {
        List<Visitor> others = List.of(served.visitor(Served.ADMIN), served.visitor(Served.ADMIN));
        Map<String, Integer> read;
        long begin;
        do {
            begin = System.nanoTime();
            read = callsOf("/console/tasks?type=shared");
            for (Visitor other : others) {
                Visitor.Reply refreshed = other.get("/console/tasks?type=shared", "HX-Request", "true");
                assertThat(refreshed.header("Taskq-Rest-Millis")).isNotEmpty();
            }
            read = new TreeMap<>(calls);
        } while (System.nanoTime() - begin > 1_900_000_000L);
        assertThat(read).isEqualTo(Map.of("list", 1));
        assertThat(callsOf("/console/tasks?type=shared")).isEqualTo(Map.of("list", 1));
    }

    @Test
    void callerThatMayNotReadEverythingSharesNothingWithOneThatMay() {
        served.waiting("shop");
        served.waiting("stranger");
        String page = "/console/tasks?type=lonely";
        Visitor owner = served.visitor(Served.OWNER);
        assertThat(admin.get(page).body()).contains("stranger");

        assertThat(owner.get(page, "HX-Request", "true").body())
                .contains("shop")
                .doesNotContain("stranger");
        assertThat(admin.get(page, "HX-Request", "true").body()).contains("stranger");
        assertThat(served.visitor(Served.READER)
                        .get("/console/audit", "HX-Request", "true")
                        .status())
                .isEqualTo(403);
    }
}
