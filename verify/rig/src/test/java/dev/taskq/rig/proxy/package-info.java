@NullMarked
package dev.taskq.rig.proxy;

import org.jspecify.annotations.NullMarked;
