package dev.taskq.examples.resize;

import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStream;

/** Reads a JPEG's segments, up to its pixels. */
final class JpegFacts {
    /** The decoder for these keeps two bytes for each sample of the whole picture, outside of the heap. */
    private static final Set<Integer> PROGRESSIVE = Set.of(JPEG.SOF2, JPEG.SOF6, JPEG.SOF10, JPEG.SOF14);

    private static final Set<Integer> SEQUENTIAL = Set.of(JPEG.SOF0, JPEG.SOF1, JPEG.SOF5, JPEG.SOF9, JPEG.SOF13);

    private static final int COMPONENTS = 5;
    private static final int BYTES_OF_A_COMPONENT = 3;

    private JpegFacts() {}

    static Facts read(ImageInputStream input) throws IOException {
        Map<Integer, List<String>> wanted = new HashMap<>();
        PROGRESSIVE.forEach(marker -> wanted.put(marker, null));
        SEQUENTIAL.forEach(marker -> wanted.put(marker, null));
        wanted.put(JPEG.APP1, List.of("Exif"));
        wanted.put(JPEG.APP2, List.of("ICC_PROFILE"));
        wanted.put(JPEG.APP14, List.of("Adobe"));
        List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(input, wanted);

        Optional<JPEGSegment> exif = first(segments, JPEG.APP1);
        JPEGSegment frame = segments.stream()
                .filter(segment -> PROGRESSIVE.contains(segment.marker()) || SEQUENTIAL.contains(segment.marker()))
                .findFirst()
                .orElseThrow(() -> new IIOException("no frame of a kind that is read"));
        byte[] header = bytes(frame.segmentData());
        if (header.length <= COMPONENTS || header.length < COMPONENTS + 1 + header[COMPONENTS] * BYTES_OF_A_COMPONENT) {
            throw new IIOException("a frame's header is too short");
        }
        int components = header[COMPONENTS];
        int besidePixels = PROGRESSIVE.contains(frame.marker()) ? 2 * components : 0;
        if (first(segments, JPEG.APP2).isPresent()
                || first(segments, JPEG.APP14).isPresent()
                || !plain(header, components)) {
            // The decoder converts these colours itself, from samples that it decodes first.
            besidePixels += components;
        }
        return new Facts(
                exif.isPresent()
                        ? Exif.orientation(withoutPadding(bytes(exif.get().data())))
                        : Orientation.UPRIGHT,
                Optional.empty(),
                besidePixels);
    }

    private static Optional<JPEGSegment> first(List<JPEGSegment> segments, int marker) {
        return segments.stream().filter(segment -> segment.marker() == marker).findFirst();
    }

    /** Grey, or standard colours. */
    private static boolean plain(byte[] header, int components) {
        if (components == 1) {
            return true;
        }
        for (int i = 0; i < components; i++) {
            if (header[COMPONENTS + 1 + i * BYTES_OF_A_COMPONENT] != i + 1) {
                return false;
            }
        }
        return components == 3;
    }

    /** A zero separates the name of the segment from its content. */
    private static byte[] withoutPadding(byte[] data) {
        return data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
    }

    private static byte[] bytes(InputStream stream) throws IOException {
        return stream == null ? new byte[0] : stream.readAllBytes();
    }
}
