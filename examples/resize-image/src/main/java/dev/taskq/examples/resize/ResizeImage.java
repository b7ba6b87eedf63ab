package dev.taskq.examples.resize;

import org.jspecify.annotations.Nullable;

/**
 * The params of a {@code resize_image} task. Only the last may be absent. The handler checks that, and gives up if another is absent:
 * params that cannot be read would be tried again, because an agent of another version might read them. Immutable.
 *
 * @param source the picture to read, a path within the root folder; PNG or JPEG by its content
 * @param target the file to write, a path within the root folder; its ending, {@code .png}, {@code .jpg} or {@code .jpeg},
 *     selects the format. An existing file is replaced
 * @param width in pixels, 1 to 10,000
 * @param height in pixels, 1 to 10,000
 * @param keepAspectRatio whether the picture keeps its aspect ratio and fits into width and height; false if it is absent
 */
public record ResizeImage(
        @Nullable String source,
        @Nullable String target,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Boolean keepAspectRatio) {
    /** Turns an absent flag into false. */
    public ResizeImage {
        keepAspectRatio = Boolean.TRUE.equals(keepAspectRatio);
    }

    /**
     * Stretches the picture to width and height.
     *
     * @param source the picture to read
     * @param target the file to write
     * @param width in pixels
     * @param height in pixels
     * @return the params
     */
    public static ResizeImage of(String source, String target, int width, int height) {
        return new ResizeImage(source, target, width, height, false);
    }
}
