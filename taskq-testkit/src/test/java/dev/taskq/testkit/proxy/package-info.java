@NullMarked
package dev.taskq.testkit.proxy;

import org.jspecify.annotations.NullMarked;
