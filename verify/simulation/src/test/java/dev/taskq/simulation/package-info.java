@NullMarked
package dev.taskq.simulation;

import org.jspecify.annotations.NullMarked;
