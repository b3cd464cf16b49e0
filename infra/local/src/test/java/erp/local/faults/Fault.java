package erp.local.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What goes wrong, and how often of ten. */
enum Fault {
    WORKER_KILLED(3),
    WORKER_STOPPED(1),
    DISPATCHER_KILLED(1),
    DISPATCHER_STOPPED(1),
    REDIS_FLUSHED(1),
    REDIS_CUT(2),
    POSTGRES_STOPPED(1);

    private final int ofTen;

    Fault(int ofTen) {
        this.ofTen = ofTen;
    }

    /** So many, each kind as often as it should come, in an order of chance. */
    static List<Fault> sequence(int count, Random random) {
        List<Fault> tens = new ArrayList<>();
        while (tens.size() < count) {
            List<Fault> ten = new ArrayList<>();
            for (Fault fault : values()) {
                ten.addAll(Collections.nCopies(fault.ofTen, fault));
            }
            Collections.shuffle(ten, random);
            tens.addAll(ten);
        }
        return tens.subList(0, count);
    }
}
