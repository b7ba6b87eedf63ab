@NullMarked
package dev.taskq.testkit;

import org.jspecify.annotations.NullMarked;
