@NullMarked
package dev.taskq.testkit.backend;

import org.jspecify.annotations.NullMarked;
