package dev.taskq.examples.resize;

/**
 * The result of a {@code resize_image} task. Immutable.
 *
 * @param target the path from the params
 * @param width the width of the picture, in pixels
 * @param height the height of the picture, in pixels
 * @param bytes the size of the file
 */
public record ResizedImage(String target, int width, int height, long bytes) {}
