@NullMarked
package dev.taskq.testkit.process;

import org.jspecify.annotations.NullMarked;
