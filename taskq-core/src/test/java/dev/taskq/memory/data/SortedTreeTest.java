package dev.taskq.memory.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedTreeTest {
    private static <K extends Comparable<K>, V> List<K> keys(Iterable<SortedTree.Entry<K, V>> entries) {
        List<K> keys = new ArrayList<>();
        entries.forEach(entry -> keys.add(entry.key()));
        return keys;
    }

    private static SortedTree<Integer, String> upTo(int size) {
        SortedTree<Integer, String> tree = SortedTree.empty();
        for (int i = 0; i < size; i++) {
            tree = tree.put(i, "value " + i);
        }
        return tree;
    }

    private static int depth(SortedTree.@Nullable Entry<?, ?> entry) {
        return entry == null ? 0 : 1 + Math.max(depth(entry.left()), depth(entry.right()));
    }

    private static SortedTree.Entry<Integer, String> root(SortedTree<Integer, String> tree) {
        return tree.root().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsWhatASortedMapHolds(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        SortedTree<Integer, String> tree = SortedTree.empty();
        TreeMap<Integer, String> map = new TreeMap<>();
        for (int step = 0; step < 3_000; step++) {
            int key = random.nextInt(300);
            if (random.nextInt(3) == 0) {
                tree = tree.remove(key);
                map.remove(key);
            } else {
                tree = tree.put(key, "step " + step);
                map.put(key, "step " + step);
            }
            assertThat(tree.size()).isEqualTo(map.size());
            assertThat(tree.get(key)).isEqualTo(Optional.ofNullable(map.get(key)));
        }
        int bound = random.nextInt(300);
        assertThat(keys(tree.ascending())).containsExactlyElementsOf(map.keySet());
        assertThat(keys(tree.descending())).containsExactlyElementsOf(map.descendingKeySet());
        assertThat(keys(tree.after(bound)))
                .containsExactlyElementsOf(map.tailMap(bound, false).keySet());
        assertThat(keys(tree.before(bound)))
                .containsExactlyElementsOf(map.headMap(bound, false).descendingKeySet());
    }

    @Test
    void staysFlatWhereKeysComeAndGoInOrder() {
        SortedTree<Integer, String> tree = upTo(100_000);
        assertThat(depth(root(tree))).isLessThan(40);

        for (int i = 0; i < 99_000; i++) {
            tree = tree.remove(i);
        }
        assertThat(depth(root(tree))).isLessThan(24);
    }

    @Test
    void changedCopyLeavesTheOriginalAlone() {
        SortedTree<Integer, String> before = upTo(10);

        SortedTree<Integer, String> after = before.remove(3).put(4, "other").put(99, "more");

        assertThat(keys(before.ascending())).containsExactlyElementsOf(keys(upTo(10).ascending()));
        assertThat(before.get(4)).contains("value 4");
        assertThat(after.get(4)).contains("other");
        assertThat(after.contains(3)).isFalse();
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        SortedTree<Integer, String> tree = upTo(3);

        assertThat(tree.remove(7)).isSameAs(tree);
    }

    @Test
    void walkBeyondTheEndIsRefused() {
        var walk = upTo(1).ascending().iterator();
        walk.next();

        assertThat(walk.hasNext()).isFalse();
        assertThatThrownBy(walk::next).isInstanceOf(NoSuchElementException.class);
    }
}
