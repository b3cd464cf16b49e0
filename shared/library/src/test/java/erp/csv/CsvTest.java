package erp.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvTest {

    @Test
    void readsRowsByColumn() {
        assertEquals(List.of(Map.of("a", "1", "b", ""), Map.of("a", "x, \"y\"\nz", "b", "2")),
                Csv.rows("a,b\r\n1,\r\n\"x, \"\"y\"\"\nz\",2"));
    }

    @Test
    void quotationMarksInsideAFieldAreCharacters() {
        assertEquals(List.of(Map.of("a", "=f(\"x\")", "b", "3\" x 4\"")), Csv.rows("a,b\n=f(\"x\"),3\" x 4\"\n"));
    }

    @Test
    void tellsTheLineOfEachRecord() {
        assertEquals(List.of(new Csv.Row(1, List.of("a,b", "c")), new Csv.Row(2, List.of("x\ny", "1,5")), new Csv.Row(4, List.of(""))),
                Csv.records("a,b;c\n\"x\ny\";1,5\n\n", ';'));
    }

    @Test
    void refusesWhatIsNoTable() {
        assertThrows(IllegalArgumentException.class, () -> Csv.rows("a,b\n1\n"));
        assertThrows(IllegalArgumentException.class, () -> Csv.rows("a,b\n1,\"2\n"));
        assertThrows(IllegalArgumentException.class, () -> Csv.rows(""));
    }
}
