@NullMarked
package dev.taskq.simulation.world;

import org.jspecify.annotations.NullMarked;
