package dev.taskq.examples.resize;

import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * What a file says about its picture beside the pixels.
 *
 * @param orientation how the rows lie in the file
 * @param profile what the values of the decoded pixels mean, where the decoder has not seen to it; without one they are sRGB
 * @param bytesBesidePixels what the decoder takes for each pixel beside the picture that it makes
 */
record Facts(Orientation orientation, Optional<ICC_Profile> profile, int bytesBesidePixels) {
    /** Reads them, by a stream of its own: a decoder moves its stream as it likes. */
    static Facts of(ImageFormat format, Path file) throws IOException {
        try (ImageInputStream input = new FileImageInputStream(file.toFile())) {
            return switch (format) {
                case PNG -> PngFacts.read(input);
                case JPEG -> JpegFacts.read(input);
            };
        }
    }
}
