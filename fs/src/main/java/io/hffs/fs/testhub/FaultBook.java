package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The faults in force; a request is hit by all that take it, in the order they were injected. */
final class FaultBook {

  private final List<InjectedFault> faults = new CopyOnWriteArrayList<>();

  InjectedFault inject(HubFault fault) {
    InjectedFault injected = new InjectedFault(fault);
    faults.add(injected);
    return injected;
  }

  void clear() {
    faults.forEach(InjectedFault::remove);
    faults.clear();
  }

  /** Answers a request with what the faults make of the right answer. */
  HttpResponse answer(HubRequest request, Function<HubRequest, HttpResponse> routes) {
    List<HubFault> hits =
        faults.stream().filter(fault -> fault.takes(request)).map(InjectedFault::fault).toList();
    hits.forEach(HubFault::runBefore);
    HttpResponse response = routes.apply(request);
    for (HubFault fault : hits) {
      response = fault.apply(request, response);
    }
    return response;
  }
}
