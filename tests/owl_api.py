"""Ask the OWL API and HermiT about RDF files: `python owl_api.py JARS FILE…` prints one JSON object a line for each file.

It runs in a process of its own: a Java machine is started once in a process and never stops.
"""

import json
import sys
from pathlib import Path

import jpype
import jpype.imports


def main(jars: str, *files: str) -> None:
    """Print for each file what keeps it out of OWL 2 DL, whether it is consistent, and the classes that can have no member."""
    jpype.startJVM("-Dorg.slf4j.simpleLogger.defaultLogLevel=off", classpath=[str(p) for p in Path(jars).glob("*.jar")])
    from java.io import File  # type: ignore[import-not-found]
    from org.semanticweb.HermiT import ReasonerFactory  # type: ignore[import-not-found]
    from org.semanticweb.owlapi.apibinding import OWLManager  # type: ignore[import-not-found]
    from org.semanticweb.owlapi.profiles import Profiles  # type: ignore[import-not-found]

    for file in files:
        ontology = OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(File(file))
        outside = Profiles.OWL2_DL.checkOntology(ontology).getViolations()
        found = {"axioms": int(ontology.getAxiomCount()), "outside OWL 2 DL": sorted(str(v) for v in outside)}
        if not found["outside OWL 2 DL"]:
            reasoner = ReasonerFactory().createReasoner(ontology)
            found["consistent"] = bool(reasoner.isConsistent())
            if found["consistent"]:
                empty = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
                found["unsatisfiable"] = sorted(str(c) for c in empty)
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
