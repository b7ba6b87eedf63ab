package dev.taskq.memory.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A persistent sorted map: a weight-balanced tree. A change returns a copy that shares all nodes with the original
 * except the path to the change. Immutable.
 *
 * @param <K> the class of the keys
 * @param <V> the class of the values
 */
public final class SortedTree<K extends Comparable<K>, V> {
    /**
     * The largest ratio of the sizes of two siblings. This and the next constant are a pair that is proven to keep the
     * balance.
     */
    private static final int DELTA = 3;

    /** The ratio of the inner grandchild to the outer one from which on a double rotation is needed. */
    private static final int RATIO = 2;

    private static final SortedTree<?, ?> EMPTY = new SortedTree<String, String>(null);

    private final @Nullable Entry<K, V> root;

    private SortedTree(@Nullable Entry<K, V> root) {
        this.root = root;
    }

    /**
     * A key with its value, the root of a subtree.
     *
     * @param <K> the keys
     * @param <V> the values
     * @param key the key
     * @param value its value
     * @param left the root of the entries with smaller keys
     * @param right the root of the entries with greater keys
     * @param size the number of entries, this one included
     */
    public record Entry<K, V>(
            K key,
            V value,
            @Nullable Entry<K, V> left,
            @Nullable Entry<K, V> right,
            int size) {}

    /**
     * The empty tree.
     *
     * @param <K> the keys
     * @param <V> the values
     * @return the tree
     */
    @SuppressWarnings("unchecked") // An empty tree holds neither keys nor values.
    public static <K extends Comparable<K>, V> SortedTree<K, V> empty() {
        return (SortedTree<K, V>) EMPTY;
    }

    /** The root of all entries. */
    Optional<Entry<K, V>> root() {
        return Optional.ofNullable(root);
    }

    /**
     * The number of entries.
     *
     * @return the number
     */
    public int size() {
        return size(root);
    }

    /**
     * Finds a key's value.
     *
     * @param key the key
     * @return its value, if the key is present
     */
    public Optional<V> get(K key) {
        Entry<K, V> entry = root;
        while (entry != null) {
            int order = key.compareTo(entry.key);
            if (order == 0) {
                return Optional.of(entry.value);
            }
            entry = order < 0 ? entry.left : entry.right;
        }
        return Optional.empty();
    }

    /**
     * Whether a key is present.
     *
     * @param key the key
     * @return true if it is
     */
    public boolean contains(K key) {
        return get(key).isPresent();
    }

    /**
     * A copy with a key set to a value.
     *
     * @param key the key
     * @param value its new value
     * @return the copy
     */
    public SortedTree<K, V> put(K key, V value) {
        return new SortedTree<>(put(root, key, value));
    }

    /**
     * A copy without a key.
     *
     * @param key the key
     * @return the copy
     */
    public SortedTree<K, V> remove(K key) {
        return contains(key) ? new SortedTree<>(remove(root, key)) : this;
    }

    /**
     * The entries, in order.
     *
     * @return the entries
     */
    public Iterable<Entry<K, V>> ascending() {
        return () -> new Walk<>(root, null, true);
    }

    /**
     * The entries with greater keys, in order.
     *
     * @param key the key
     * @return the entries
     */
    public Iterable<Entry<K, V>> after(K key) {
        return () -> new Walk<>(root, key, true);
    }

    /**
     * The entries, in reverse order.
     *
     * @return the entries
     */
    public Iterable<Entry<K, V>> descending() {
        return () -> new Walk<>(root, null, false);
    }

    /**
     * The entries with smaller keys, in reverse order.
     *
     * @param key the key
     * @return the entries
     */
    public Iterable<Entry<K, V>> before(K key) {
        return () -> new Walk<>(root, key, false);
    }

    private static int size(@Nullable Entry<?, ?> entry) {
        return entry == null ? 0 : entry.size;
    }

    private static <K extends Comparable<K>, V> Entry<K, V> put(@Nullable Entry<K, V> at, K key, V value) {
        if (at == null) {
            return new Entry<>(key, value, null, null, 1);
        }
        int order = key.compareTo(at.key);
        if (order < 0) {
            return balanced(at.key, at.value, put(at.left, key, value), at.right);
        }
        if (order > 0) {
            return balanced(at.key, at.value, at.left, put(at.right, key, value));
        }
        return new Entry<>(key, value, at.left, at.right, at.size);
    }

    private static <K extends Comparable<K>, V> @Nullable Entry<K, V> remove(@Nullable Entry<K, V> at, K key) {
        if (at == null) {
            return null;
        }
        int order = key.compareTo(at.key);
        if (order < 0) {
            return balanced(at.key, at.value, remove(at.left, key), at.right);
        }
        if (order > 0) {
            return balanced(at.key, at.value, at.left, remove(at.right, key));
        }
        if (at.left == null) {
            return at.right;
        }
        if (at.right == null) {
            return at.left;
        }
        Entry<K, V> next = first(at.right);
        return balanced(next.key, next.value, at.left, remove(at.right, next.key));
    }

    private static <K, V> Entry<K, V> first(Entry<K, V> at) {
        Entry<K, V> first = at;
        while (first.left != null) {
            first = first.left;
        }
        return first;
    }

    private static <K, V> Entry<K, V> entry(K key, V value, @Nullable Entry<K, V> left, @Nullable Entry<K, V> right) {
        return new Entry<>(key, value, left, right, size(left) + size(right) + 1);
    }

    /** A balanced entry of two subtrees, one of which may have grown or shrunk by one beyond the balance. */
    private static <K, V> Entry<K, V> balanced(
            K key, V value, @Nullable Entry<K, V> left, @Nullable Entry<K, V> right) {
        if (size(left) + size(right) > 1) {
            if (right != null && size(right) > DELTA * size(left)) {
                return rotatedLeft(key, value, left, right);
            }
            if (left != null && size(left) > DELTA * size(right)) {
                return rotatedRight(key, value, left, right);
            }
        }
        return entry(key, value, left, right);
    }

    private static <K, V> Entry<K, V> rotatedLeft(K key, V value, @Nullable Entry<K, V> left, Entry<K, V> right) {
        Entry<K, V> inner = right.left;
        if (inner == null || size(inner) < RATIO * size(right.right)) {
            return entry(right.key, right.value, entry(key, value, left, inner), right.right);
        }
        return entry(
                inner.key,
                inner.value,
                entry(key, value, left, inner.left),
                entry(right.key, right.value, inner.right, right.right));
    }

    private static <K, V> Entry<K, V> rotatedRight(K key, V value, Entry<K, V> left, @Nullable Entry<K, V> right) {
        Entry<K, V> inner = left.right;
        if (inner == null || size(inner) < RATIO * size(left.left)) {
            return entry(left.key, left.value, left.left, entry(key, value, inner, right));
        }
        return entry(
                inner.key,
                inner.value,
                entry(left.key, left.value, left.left, inner.left),
                entry(key, value, inner.right, right));
    }

    private static final class Walk<K extends Comparable<K>, V> implements Iterator<Entry<K, V>> {
        private final Deque<Entry<K, V>> ahead = new ArrayDeque<>();
        private final boolean up;

        Walk(@Nullable Entry<K, V> root, @Nullable K bound, boolean up) {
            this.up = up;
            Entry<K, V> entry = root;
            while (entry != null) {
                int order = bound == null ? 0 : entry.key.compareTo(bound);
                if (bound == null || (up ? order > 0 : order < 0)) {
                    ahead.push(entry);
                    entry = up ? entry.left : entry.right;
                } else {
                    entry = up ? entry.right : entry.left;
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !ahead.isEmpty();
        }

        @Override
        public Entry<K, V> next() {
            Entry<K, V> next = ahead.poll();
            if (next == null) {
                throw new NoSuchElementException();
            }
            for (Entry<K, V> entry = up ? next.right : next.left;
                    entry != null;
                    entry = up ? entry.left : entry.right) {
                ahead.push(entry);
            }
            return next;
        }
    }
}
