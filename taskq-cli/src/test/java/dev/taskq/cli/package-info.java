@NullMarked
package dev.taskq.cli;

import org.jspecify.annotations.NullMarked;
