/**
 * {@code ./taskq chaos}: runs the built applications as processes under load, while a seeded schedule of faults hits them. Then a
 * checker compares the answers that the client got, the rows, and the handlers' journals.
 */
@NullMarked
package dev.taskq.chaos;

import org.jspecify.annotations.NullMarked;
