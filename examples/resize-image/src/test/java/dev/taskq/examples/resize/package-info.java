@NullMarked
package dev.taskq.examples.resize;

import org.jspecify.annotations.NullMarked;
