package dev.taskq.spring.boot.test;

import dev.taskq.test.TaskqTester;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/** Gives each test a tester that knows no task. */
final class ClearedTester extends AbstractTestExecutionListener {
    @Override
    public void beforeTestMethod(TestContext test) {
        test.getApplicationContext().getBean(TaskqTester.class).clear();
    }
}
