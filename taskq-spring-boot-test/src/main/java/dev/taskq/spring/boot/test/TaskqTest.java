package dev.taskq.spring.boot.test;

import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.test.TaskqTester;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTestContextBootstrapper;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.ContextCustomizerFactories;
import org.springframework.test.context.TestExecutionListeners;
import org.springframework.test.context.TestExecutionListeners.MergeMode;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of the application's task handlers, in memory, on a clock that the test moves, without a database. Its context has the
 * handlers of the application, and no other components of it: {@code @Import} adds those that the handlers need, and
 * {@code @MockitoBean} stands in for them.
 *
 * <pre>{@code
 * @TaskqTest
 * class ShippingTest {
 *     @Autowired TaskqTester taskq;
 *     @MockitoBean Carrier carrier;
 * }
 * }</pre>
 *
 * <p>Beans of these classes are there: {@link TaskqTester}, {@link Coordinator}, {@link TaskSubmitter}. All tests of a context share them.
 * Before each test, {@link TaskqTester#clear} is called. So the tests of one context must not run at the same time.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@BootstrapWith(SpringBootTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@ContextCustomizerFactories(HandlersOnlyFactory.class)
@TestExecutionListeners(listeners = ClearedTester.class, mergeMode = MergeMode.MERGE_WITH_DEFAULTS)
@ImportAutoConfiguration
public @interface TaskqTest {
    /**
     * The components that the context has, of those that the application has.
     *
     * @return classes of components; none for all with {@code @TaskHandler} and all that implement {@link dev.taskq.TaskHandler}
     */
    Class<?>[] value() default {};
}
