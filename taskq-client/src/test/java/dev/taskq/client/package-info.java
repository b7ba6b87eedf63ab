@NullMarked
package dev.taskq.client;

import org.jspecify.annotations.NullMarked;
