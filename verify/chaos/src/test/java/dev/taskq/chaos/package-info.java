@NullMarked
package dev.taskq.chaos;

import org.jspecify.annotations.NullMarked;
