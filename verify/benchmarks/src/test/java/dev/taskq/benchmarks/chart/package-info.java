/** Tests of the benchmarks, package chart. */
@NullMarked
package dev.taskq.benchmarks.chart;

import org.jspecify.annotations.NullMarked;
