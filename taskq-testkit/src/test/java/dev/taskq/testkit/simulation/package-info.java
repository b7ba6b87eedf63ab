@NullMarked
package dev.taskq.testkit.simulation;

import org.jspecify.annotations.NullMarked;
