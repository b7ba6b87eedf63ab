/**
 * The data of the store in memory, and the database into which tests and simulations inject faults. Not exported: an
 * application uses {@link dev.taskq.memory.InMemoryTaskStore}.
 */
@NullMarked
package dev.taskq.memory.data;

import org.jspecify.annotations.NullMarked;
