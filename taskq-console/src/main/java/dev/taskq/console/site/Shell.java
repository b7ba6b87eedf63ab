package dev.taskq.console.site;

import java.time.Instant;
import java.util.Optional;

/**
 * What surrounds the content of a page. Immutable.
 *
 * @param title the title of the page
 * @param section the address of the list that the page belongs to; empty if it belongs to none
 * @param self the address of the page
 * @param person the person; empty before the sign-in
 * @param notice what the last form did
 * @param assets the files of the pages
 * @param now the time that relative times refer to
 */
public record Shell(
        String title,
        String section,
        String self,
        Optional<Person> person,
        Optional<String> notice,
        Assets assets,
        Instant now) {
    /**
     * The person in front of the browser.
     *
     * @param name the name of the caller
     * @param formKey what each form sends back
     * @param reads whether everything may be read, and not only what is its own
     * @param steers whether everything may be changed
     * @param signsOut whether the session ends with a sign-out; otherwise a proxy or the application decides
     * @param demo whether there is the page of a demo
     */
    public record Person(String name, String formKey, boolean reads, boolean steers, boolean signsOut, boolean demo) {}

    /** Whether a section is that of the page. */
    public boolean isIn(String other) {
        return section.equals(other);
    }

    /** What each form sends back; empty before the sign-in. */
    public String formKey() {
        return person.map(Person::formKey).orElse("");
    }

    /** Whether everything may be changed. */
    public boolean steers() {
        return person.filter(Person::steers).isPresent();
    }

    /** Whether everything may be read. */
    public boolean reads() {
        return person.filter(Person::reads).isPresent();
    }
}
