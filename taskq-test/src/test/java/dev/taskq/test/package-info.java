@NullMarked
package dev.taskq.test;

import org.jspecify.annotations.NullMarked;
