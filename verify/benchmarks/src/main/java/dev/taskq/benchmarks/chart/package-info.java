/** Charts as SVG files: few kinds, no library, readable on a light and on a dark page. */
@NullMarked
package dev.taskq.benchmarks.chart;

import org.jspecify.annotations.NullMarked;
