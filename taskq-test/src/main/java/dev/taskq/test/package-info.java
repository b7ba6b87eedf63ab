/**
 * Tests of applications that use taskq. {@link dev.taskq.test.TaskqTester} runs the real coordinator and the real agent in memory,
 * on a clock of their own and on the thread of the test. {@link dev.taskq.test.TaskqExtension} gives one to each test of JUnit.
 */
@NullMarked
package dev.taskq.test;

import org.jspecify.annotations.NullMarked;
