<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Chip</name>
    <message>
        <source>Export …</source>
        <translation>Exportieren …</translation>
    </message>
</context>
<context>
    <name>CloseDialog</name>
    <message>
        <source>A run is in progress</source>
        <translation>Ein Lauf ist im Gange</translation>
    </message>
    <message>
        <source>Close the window while a run trains?</source>
        <translation>Das Fenster schließen, während ein Lauf trainiert?</translation>
    </message>
    <message>
        <source>Finish in the background</source>
        <translation>Im Hintergrund beenden</translation>
    </message>
    <message>
        <source>Checkpoint and stop</source>
        <translation>Checkpoint und anhalten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>In the background it trains to its end, a worker goes on with what waits in the queue, and the window shows the results at the next start. With a checkpoint it can be resumed where it stops.</source>
        <translation>Im Hintergrund trainiert er bis zu seinem Ende, ein Worker arbeitet die Warteschlange weiter ab, und das Fenster zeigt die Ergebnisse beim nächsten Start. Mit einem Checkpoint kann er dort fortgesetzt werden, wo er anhält.</translation>
    </message>
</context>
<context>
    <name>Options</name>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>Augmentierung</translation>
    </message>
    <message>
        <source>Sharpness-aware step</source>
        <translation>Schärfebewusster Schritt</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Auswertung</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Free text for the run table. Left empty, the name is made from the settings.</source>
        <translation>Freier Text für die Tabelle der Läufe. Leer: Der Name wird aus den Einstellungen gebildet.</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Starting point of all other options: quick (minutes on a CPU) or the settings of the literature.</source>
        <translation>Ausgangspunkt aller anderen Optionen: schnell (Minuten auf einer CPU) oder die Einstellungen der Literatur.</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>How the features are learned: from labels, from pairs of views, or from pairs of views with the re-weighted sharpness-aware step.</source>
        <translation>Wie die Merkmale gelernt werden: aus Klassen, aus Paaren von Ansichten, oder aus Paaren von Ansichten mit dem umgewichteten schärfebewussten Schritt.</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Self-supervised loss; also the base of rwSAM.</source>
        <translation>Selbstüberwachter Verlust; auch die Grundlage von rwSAM.</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Name of the data set; `skewscope-engine datasets` lists them.</source>
        <translation>Name des Datensatzes; `skewscope-engine datasets` listet sie.</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Datenordner</translation>
    </message>
    <message>
        <source>Folder or archive that holds the data set. Embedded sets need none.</source>
        <translation>Ordner oder Archiv mit dem Datensatz. Eingebaute brauchen keinen.</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Shape of the class counts from many to few.</source>
        <translation>Form der Klassenanzahlen von vielen zu wenigen.</translation>
    </message>
    <message>
        <source>Imbalance ratio r</source>
        <translation>Verhältnis r</translation>
    </message>
    <message>
        <source>Smallest over largest class count; the literature&apos;s imbalance factor is 1/r. 1 is balanced.</source>
        <translation>Kleinste durch größte Klassenanzahl; der Ungleichgewichtsfaktor der Literatur ist 1/r. 1 ist balanciert.</translation>
    </message>
    <message>
        <source>Images of largest class</source>
        <translation>Bilder der größten Klasse</translation>
    </message>
    <message>
        <source>Images of the most frequent class; the profile gives the others.</source>
        <translation>Bilder der häufigsten Klasse; das Profil gibt die anderen.</translation>
    </message>
    <message>
        <source>Images in all</source>
        <translation>Bilder insgesamt</translation>
    </message>
    <message>
        <source>Total number of images, shared out by the profile. 0: given by the largest class.</source>
        <translation>Gesamtzahl der Bilder, vom Profil verteilt. 0: durch die größte Klasse gegeben.</translation>
    </message>
    <message>
        <source>Class counts</source>
        <translation>Klassenanzahlen</translation>
    </message>
    <message>
        <source>Images of each class, comma-separated, in the data set&apos;s class order.</source>
        <translation>Bilder jeder Klasse, durch Kommas getrennt, in der Klassenreihenfolge des Datensatzes.</translation>
    </message>
    <message>
        <source>Class order</source>
        <translation>Klassenreihenfolge</translation>
    </message>
    <message>
        <source>Pareto power</source>
        <translation>Pareto-Exponent</translation>
    </message>
    <message>
        <source>Shape of the Pareto tail; ImageNet-LT uses 6.</source>
        <translation>Form des Pareto-Schwanzes; ImageNet-LT nimmt 6.</translation>
    </message>
    <message>
        <source>Balanced twin</source>
        <translation>Balancierter Zwilling</translation>
    </message>
    <message>
        <source>Train on the balanced subset with the same number of images; the relative gap compares a run with its twin.</source>
        <translation>Auf der balancierten Teilmenge mit gleich vielen Bildern trainieren; der relative Abstand vergleicht einen Lauf mit seinem Zwilling.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Decides subset, order, augmentation and initial parameters.</source>
        <translation>Bestimmt Teilmenge, Reihenfolge, Augmentierung und Anfangsparameter.</translation>
    </message>
    <message>
        <source>Backbone; all with a 3x3 stem and no max-pooling, as usual for small images.</source>
        <translation>Grundnetz; alle mit 3x3-Stamm und ohne Max-Pooling, wie bei kleinen Bildern üblich.</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Stem stride</source>
        <translation>Schrittweite am Eingang</translation>
    </message>
    <message>
        <source>1 is the CIFAR stem; 2 halves the side and quarters the work.</source>
        <translation>1 ist der CIFAR-Stamm; 2 halbiert die Seite und viertelt die Arbeit.</translation>
    </message>
    <message>
        <source>Projector hidden size</source>
        <translation>Projektor, verdeckt</translation>
    </message>
    <message>
        <source>Hidden layer of the projector.</source>
        <translation>Verdeckte Schicht des Projektors.</translation>
    </message>
    <message>
        <source>Projector output size</source>
        <translation>Projektor, Ausgang</translation>
    </message>
    <message>
        <source>Dimension in which views are compared.</source>
        <translation>Dimension, in der Ansichten verglichen werden.</translation>
    </message>
    <message>
        <source>Predictor hidden size</source>
        <translation>Prädiktor, verdeckt</translation>
    </message>
    <message>
        <source>Bottleneck of SimSiam&apos;s predictor.</source>
        <translation>Engstelle von SimSiams Prädiktor.</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Passes over the subset.</source>
        <translation>Durchgänge durch die Teilmenge.</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Of SGD, at the start of the schedule.</source>
        <translation>Von SGD, zu Beginn des Zeitplans.</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Zeitplan</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Aufwärmen</translation>
    </message>
    <message>
        <source>Linear ramp of the learning rate at the start.</source>
        <translation>Lineare Rampe der Lernrate am Anfang.</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Impuls</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Gewichtsabnahme</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Of NT-Xent, the loss of SimCLR.</source>
        <translation>Von NT-Xent, dem Verlust von SimCLR.</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Where the network computes: `auto` (a GPU that can be used, else the processor), `cpu`, `cuda` (an NVIDIA GPU and nothing else), or `cuda:N` (number N, from 0).</source>
        <translation>Wo das Netz rechnet: `auto` (eine GPU, die sich benutzen lässt, sonst der Prozessor), `cpu`, `cuda` (eine NVIDIA-GPU und sonst nichts) oder `cuda:N` (Nummer N, ab 0).</translation>
    </message>
    <message>
        <source>Processor threads; 0 uses all cores. Runs repeat bit for bit at equal counts.</source>
        <translation>Prozessor-Threads; 0 nimmt alle Kerne. Bei gleicher Zahl wiederholen sich Läufe bitgenau.</translation>
    </message>
    <message>
        <source>Crop padding</source>
        <translation>Rand des Ausschnitts</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>Flip probability</source>
        <translation>Spiegelung</translation>
    </message>
    <message>
        <source>Horizontal flip.</source>
        <translation>Waagerechte Spiegelung.</translation>
    </message>
    <message>
        <source>Smallest crop</source>
        <translation>Kleinster Ausschnitt</translation>
    </message>
    <message>
        <source>Smallest share of the area that RandomResizedCrop keeps.</source>
        <translation>Kleinster Anteil der Fläche, den RandomResizedCrop behält.</translation>
    </message>
    <message>
        <source>Jitter probability</source>
        <translation>Farbstörung</translation>
    </message>
    <message>
        <source>Chance that a view&apos;s colours are jittered.</source>
        <translation>Wahrscheinlichkeit, dass die Farben einer Ansicht gestört werden.</translation>
    </message>
    <message>
        <source>Brightness jitter</source>
        <translation>Helligkeit</translation>
    </message>
    <message>
        <source>Factor within 1 - b .. 1 + b.</source>
        <translation>Faktor in 1 - b .. 1 + b.</translation>
    </message>
    <message>
        <source>Contrast jitter</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Factor within 1 - c .. 1 + c.</source>
        <translation>Faktor in 1 - c .. 1 + c.</translation>
    </message>
    <message>
        <source>Saturation jitter</source>
        <translation>Sättigung</translation>
    </message>
    <message>
        <source>Factor within 1 - s .. 1 + s.</source>
        <translation>Faktor in 1 - s .. 1 + s.</translation>
    </message>
    <message>
        <source>Hue jitter</source>
        <translation>Farbton</translation>
    </message>
    <message>
        <source>Rotation within -h .. h turns.</source>
        <translation>Drehung in -h .. h Umdrehungen.</translation>
    </message>
    <message>
        <source>turns</source>
        <translation>Umdrehungen</translation>
    </message>
    <message>
        <source>Grayscale probability</source>
        <translation>Graustufen</translation>
    </message>
    <message>
        <source>Chance that a view loses its colours.</source>
        <translation>Wahrscheinlichkeit, dass eine Ansicht ihre Farben verliert.</translation>
    </message>
    <message>
        <source>Perturbation rho</source>
        <translation>Störung rho</translation>
    </message>
    <message>
        <source>Length of SAM&apos;s perturbation of the parameters.</source>
        <translation>Länge von SAMs Störung der Parameter.</translation>
    </message>
    <message>
        <source>Sample weights</source>
        <translation>Gewichte der Bilder</translation>
    </message>
    <message>
        <source>Weights of the perturbation: inverse estimated density (rwSAM), or equal (plain SAM).</source>
        <translation>Gewichte der Störung: inverse geschätzte Dichte (rwSAM) oder gleich (gewöhnliches SAM).</translation>
    </message>
    <message>
        <source>Weights from run</source>
        <translation>Gewichte aus Lauf</translation>
    </message>
    <message>
        <source>Run whose features give the density. Empty: this run&apos;s own warm-up phase.</source>
        <translation>Lauf, dessen Merkmale die Dichte geben. Leer: die Aufwärmphase dieses Laufs.</translation>
    </message>
    <message>
        <source>Epochs before weights</source>
        <translation>Epochen vor Gewichten</translation>
    </message>
    <message>
        <source>Bandwidth</source>
        <translation>Bandbreite</translation>
    </message>
    <message>
        <source>Of the Gaussian kernel, as a multiple of the median pairwise distance.</source>
        <translation>Des Gauß-Kerns, als Vielfaches des Medians der paarweisen Abstände.</translation>
    </message>
    <message>
        <source>Density exponent</source>
        <translation>Dichteexponent</translation>
    </message>
    <message>
        <source>w = density^(-alpha).</source>
        <translation>w = Dichte^(-alpha).</translation>
    </message>
    <message>
        <source>Weight quantile</source>
        <translation>Gewichtsquantil</translation>
    </message>
    <message>
        <source>Weights above this quantile are set to it.</source>
        <translation>Gewichte über diesem Quantil werden darauf gesetzt.</translation>
    </message>
    <message>
        <source>BatchNorm statistics</source>
        <translation>BatchNorm-Statistik</translation>
    </message>
    <message>
        <source>Which of SAM&apos;s two passes update running statistics.</source>
        <translation>Welcher der zwei Durchgänge von SAM die laufenden Statistiken erneuert.</translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation>Auswerten alle</translation>
    </message>
    <message>
        <source>Epochs between evaluations on the test images.</source>
        <translation>Epochen zwischen Auswertungen auf den Testbildern.</translation>
    </message>
    <message>
        <source>Neighbours k</source>
        <translation>Nachbarn k</translation>
    </message>
    <message>
        <source>Of the live kNN accuracy.</source>
        <translation>Der laufenden kNN-Genauigkeit.</translation>
    </message>
    <message>
        <source>kNN temperature</source>
        <translation>kNN-Temperatur</translation>
    </message>
    <message>
        <source>A neighbour&apos;s vote weighs exp(cosine / temperature).</source>
        <translation>Die Stimme eines Nachbarn wiegt exp(Kosinus / Temperatur).</translation>
    </message>
    <message>
        <source>kNN bank</source>
        <translation>kNN-Bilder</translation>
    </message>
    <message>
        <source>Linear probe</source>
        <translation>Lineare Probe</translation>
    </message>
    <message>
        <source>Probe images per class</source>
        <translation>Probebilder je Klasse</translation>
    </message>
    <message>
        <source>Balanced training images of the probe; 0 uses all.</source>
        <translation>Balancierte Trainingsbilder der Probe; 0 nimmt alle.</translation>
    </message>
    <message>
        <source>Probe penalty</source>
        <translation>Strafe der Probe</translation>
    </message>
    <message>
        <source>Weight of |W|^2 / 2 in the probe&apos;s objective.</source>
        <translation>Gewicht von |W|^2 / 2 im Ziel der Probe.</translation>
    </message>
    <message>
        <source>Supervised</source>
        <translation>Überwacht</translation>
    </message>
    <message>
        <source>Self-supervised</source>
        <translation>Selbstüberwacht</translation>
    </message>
    <message>
        <source>Exponential</source>
        <translation>Exponentiell</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Custom counts</source>
        <translation>Eigene Anzahlen</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>Kosinus</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>Konstant</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>32 bits</source>
        <translation>32 Bit</translation>
    </message>
    <message>
        <source>16 bits (bfloat16)</source>
        <translation>16 Bit (bfloat16)</translation>
    </message>
    <message>
        <source>Inverse density (rwSAM)</source>
        <translation>Inverse Dichte (rwSAM)</translation>
    </message>
    <message>
        <source>Equal (plain SAM)</source>
        <translation>Gleich (gewöhnliches SAM)</translation>
    </message>
    <message>
        <source>First pass only</source>
        <translation>Nur erster Durchgang</translation>
    </message>
    <message>
        <source>Both passes</source>
        <translation>Beide Durchgänge</translation>
    </message>
    <message>
        <source>Training subset</source>
        <translation>Trainingsteilmenge</translation>
    </message>
    <message>
        <source>Full training set</source>
        <translation>Ganze Trainingsmenge</translation>
    </message>
    <message>
        <source>Quick (minutes on a CPU)</source>
        <translation>Schnell (Minuten auf einer CPU)</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Artikel</translation>
    </message>
    <message>
        <source>Which classes are frequent: empty for the data set&apos;s own order, `random` (by the seed), or class numbers from many to few, comma-separated.</source>
        <translation>Welche Klassen häufig sind: leer für die Reihenfolge des Datensatzes, `random` (nach dem Startwert), oder Klassennummern von vielen zu wenigen, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>Images of a step. Incomplete batches at the end of an epoch are left out, but for subsets smaller than one batch.</source>
        <translation>Bilder eines Schritts. Unvollständige Batches am Ende einer Epoche entfallen, außer bei Teilmengen, die kleiner als ein Batch sind.</translation>
    </message>
    <message>
        <source>Arithmetic of forward and backward passes. Automatic: 16 bits where the processor computes them faster than 32, and on a GPU.</source>
        <translation>Rechengenauigkeit der Vorwärts- und Rückwärtsdurchgänge. Automatisch: 16 Bit, wo der Prozessor sie schneller rechnet als 32, und auf einer GPU.</translation>
    </message>
    <message>
        <source>Black border from which the random crop of a supervised view is taken.</source>
        <translation>Schwarzer Rand, aus dem der zufällige Ausschnitt einer überwachten Ansicht genommen wird.</translation>
    </message>
    <message>
        <source>Epochs of the plain method before the density is estimated from this run&apos;s features.</source>
        <translation>Epochen der einfachen Methode, bevor die Dichte aus den Merkmalen dieses Laufs geschätzt wird.</translation>
    </message>
    <message>
        <source>Images that vote: the training subset, or the full training set.</source>
        <translation>Bilder, die abstimmen: die Trainingsteilmenge oder die ganze Trainingsmenge.</translation>
    </message>
    <message>
        <source>After training, a linear classifier on the frozen features with the balanced labels; needed for the relative gap.</source>
        <translation>Nach dem Training ein linearer Klassifikator auf den eingefrorenen Merkmalen mit den balancierten Klassen; nötig für den relativen Abstand.</translation>
    </message>
    <message>
        <source>Channels of the first stage; later stages have 2, 4 and 8 times as many. The literature&apos;s ResNet-18 has 64.</source>
        <translation>Kanäle der ersten Stufe; spätere haben 2-, 4- und 8-mal so viele. Das ResNet-18 der Literatur hat 64.</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>What supervised training minimises. All but cross-entropy and focal know how many images each class has.</source>
        <translation>Was das überwachte Training minimiert. Alle außer Kreuzentropie und Focal kennen die Bildzahl jeder Klasse.</translation>
    </message>
    <message>
        <source>Cross-entropy</source>
        <translation>Kreuzentropie</translation>
    </message>
    <message>
        <source>Focal</source>
        <translation>Focal</translation>
    </message>
    <message>
        <source>LDAM</source>
        <translation>LDAM</translation>
    </message>
    <message>
        <source>Balanced Softmax</source>
        <translation>Balanced Softmax</translation>
    </message>
    <message>
        <source>Logit adjustment</source>
        <translation>Logit-Anpassung</translation>
    </message>
    <message>
        <source>Focal gamma</source>
        <translation>Focal-Gamma</translation>
    </message>
    <message>
        <source>Focal loss (1 - p)^gamma times the cross-entropy; 0 is the cross-entropy.</source>
        <translation>Focal-Verlust (1 - p)^gamma mal Kreuzentropie; 0 ist die Kreuzentropie.</translation>
    </message>
    <message>
        <source>LDAM margin</source>
        <translation>LDAM-Abstand</translation>
    </message>
    <message>
        <source>Margin of the rarest class, in units of cosine; another class&apos;s is smaller by the fourth root of the counts&apos; ratio.</source>
        <translation>Abstand der seltensten Klasse, in Einheiten des Kosinus; der einer anderen ist um die vierte Wurzel des Verhältnisses der Bildzahlen kleiner.</translation>
    </message>
    <message>
        <source>LDAM scale</source>
        <translation>LDAM-Skala</translation>
    </message>
    <message>
        <source>A score is this times the cosine of feature and class weight.</source>
        <translation>Ein Wert ist dies mal der Kosinus von Merkmal und Klassengewicht.</translation>
    </message>
    <message>
        <source>Logit adjustment tau</source>
        <translation>Tau der Logit-Anpassung</translation>
    </message>
    <message>
        <source>Training scores get tau times the logarithm of the class&apos;s share; 0 is the cross-entropy.</source>
        <translation>Zu den Werten im Training kommt tau mal der Logarithmus des Klassenanteils; 0 ist die Kreuzentropie.</translation>
    </message>
    <message>
        <source>Class weights</source>
        <translation>Klassengewichte</translation>
    </message>
    <message>
        <source>Weights of the classes in the supervised loss: none, or inverse to the effective number of images. Goes with every loss.</source>
        <translation>Gewichte der Klassen im überwachten Verlust: keine, oder umgekehrt zur effektiven Bildzahl. Passt zu jedem Verlust.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Class-balanced (effective number)</source>
        <translation>Klassenausgeglichen (effektive Zahl)</translation>
    </message>
    <message>
        <source>Effective number beta</source>
        <translation>Beta der effektiven Zahl</translation>
    </message>
    <message>
        <source>An image counts beta times as much as the one before it. 0: all classes weigh the same; 1: inverse to their counts.</source>
        <translation>Ein Bild zählt beta-mal so viel wie das vor ihm. 0: alle Klassen gleich; 1: umgekehrt zu ihren Bildzahlen.</translation>
    </message>
    <message>
        <source>Deferred until</source>
        <translation>Aufgeschoben bis</translation>
    </message>
    <message>
        <source>Share of the epochs before the class weights apply; 0 is from the start. LDAM-DRW defers them until 0.8.</source>
        <translation>Anteil der Epochen, bevor die Klassengewichte gelten; 0 ist von Anfang an. LDAM-DRW schiebt sie bis 0.8 auf.</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>Ziehung</translation>
    </message>
    <message>
        <source>What an epoch draws: each image once, or as often a random class and then a random image of it, with replacement.</source>
        <translation>Was eine Epoche zieht: jedes Bild einmal, oder ebenso oft eine zufällige Klasse und dann ein zufälliges Bild daraus, mit Zurücklegen.</translation>
    </message>
    <message>
        <source>Each image once</source>
        <translation>Jedes Bild einmal</translation>
    </message>
    <message>
        <source>Class-balanced re-sampling</source>
        <translation>Klassenausgeglichen</translation>
    </message>
    <message>
        <source>Steps at milestones</source>
        <translation>Stufen bei Meilensteinen</translation>
    </message>
    <message>
        <source>Milestones</source>
        <translation>Meilensteine</translation>
    </message>
    <message>
        <source>Learning rate over time: cosine to 0 step by step, in steps at the milestones, or constant.</source>
        <translation>Lernrate über die Zeit: Kosinus bis 0, in Stufen bei den Meilensteinen, oder konstant.</translation>
    </message>
    <message>
        <source>Where the step schedule lowers the rate, comma-separated and ascending: shares of the training below 1 (0.6,0.8), counted after the warm-up, or epochs (160,180).</source>
        <translation>Wo der Stufenplan die Rate senkt, durch Komma getrennt und aufsteigend: Anteile des Trainings unter 1 (0.6,0.8), gezählt nach dem Aufwärmen, oder Epochen (160,180).</translation>
    </message>
    <message>
        <source>Step factor</source>
        <translation>Stufenfaktor</translation>
    </message>
    <message>
        <source>What the rate is multiplied by at each milestone.</source>
        <translation>Womit die Rate bei jedem Meilenstein malgenommen wird.</translation>
    </message>
    <message>
        <source>Nesterov</source>
        <translation>Nesterov</translation>
    </message>
    <message>
        <source>Nesterov&apos;s form of the momentum.</source>
        <translation>Nesterovs Form des Impulses.</translation>
    </message>
    <message>
        <source>SAM</source>
        <translation>SAM</translation>
    </message>
    <message>
        <source>Supervised training with the sharpness-aware step, twice the time of plain training; works with every loss.</source>
        <translation>Überwachtes Training mit dem schärfebewussten Schritt, doppelt so lang wie einfaches Training; geht mit jedem Verlust.</translation>
    </message>
    <message>
        <source>Re-train classifier (cRT)</source>
        <translation>Klassifikator neu trainieren (cRT)</translation>
    </message>
    <message>
        <source>After supervised training, a new classifier on the frozen features of the training subset with class-balanced sampling; its accuracy is a metric of its own.</source>
        <translation>Nach dem überwachten Training ein neuer Klassifikator auf den eingefrorenen Merkmalen der Trainingsteilmenge mit klassenausgeglichener Ziehung; seine Genauigkeit ist eine eigene Größe.</translation>
    </message>
    <message>
        <source>cRT epochs</source>
        <translation>cRT-Epochen</translation>
    </message>
    <message>
        <source>Passes of the re-training, as many steps each as an epoch has.</source>
        <translation>Durchgänge des neuen Trainings, je so viele Schritte wie eine Epoche.</translation>
    </message>
    <message>
        <source>cRT learning rate</source>
        <translation>cRT-Lernrate</translation>
    </message>
    <message>
        <source>At the start of the re-training, which has a cosine schedule; batch, momentum and weight decay are the run&apos;s.</source>
        <translation>Am Anfang des neuen Trainings, das einem Kosinus folgt; Batch, Impuls und Gewichtsabnahme sind die des Laufs.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Probe (%)</source>
        <translation>Probe (%)</translation>
    </message>
    <message>
        <source>Twin (%)</source>
        <translation>Zwilling (%)</translation>
    </message>
    <message>
        <source>Gap (%)</source>
        <translation>Lücke (%)</translation>
    </message>
    <message>
        <source>OOD probe (%)</source>
        <translation>Fremde Daten (%)</translation>
    </message>
    <message>
        <source>OOD twin (%)</source>
        <translation>Fremde Daten, Zwilling (%)</translation>
    </message>
    <message>
        <source>OOD gap (%)</source>
        <translation>Fremde Daten, Lücke (%)</translation>
    </message>
    <message>
        <source>Gap, frequent</source>
        <translation>Lücke, häufig</translation>
    </message>
    <message>
        <source>Gap, rare</source>
        <translation>Lücke, selten</translation>
    </message>
    <message>
        <source>Rare classes (%)</source>
        <translation>Seltene Klassen (%)</translation>
    </message>
    <message>
        <source>Left, frequent (%)</source>
        <translation>Links, häufig (%)</translation>
    </message>
    <message>
        <source>Left, rare (%)</source>
        <translation>Links, selten (%)</translation>
    </message>
    <message>
        <source>Relative gap</source>
        <translation>Relative Lücke</translation>
    </message>
    <message>
        <source>rwSAM table</source>
        <translation>rwSAM-Tabelle</translation>
    </message>
    <message>
        <source>Half images</source>
        <translation>Halbe Bilder</translation>
    </message>
    <message>
        <source>Generalisation gap</source>
        <translation>Generalisierungslücke</translation>
    </message>
    <message>
        <source>Supervised and self-supervised runs with their balanced twins: how much of the accuracy imbalance takes.</source>
        <translation>Überwachte und selbstüberwachte Läufe mit ihren ausgewogenen Zwillingen: wie viel der Genauigkeit die Unausgewogenheit kostet.</translation>
    </message>
    <message>
        <source>SSL, SSL with SAM and SSL with rwSAM in both profiles, and the balanced twin of the first.</source>
        <translation>SSL, SSL mit SAM und SSL mit rwSAM in beiden Profilen, und der ausgewogene Zwilling des ersten.</translation>
    </message>
    <message>
        <source>Supervised and self-supervised runs on half images of both geometries: what is kept of the halves that the labels do not need.</source>
        <translation>Überwachte und selbstüberwachte Läufe auf halben Bildern beider Geometrien: was von den Hälften bleibt, die die Labels nicht brauchen.</translation>
    </message>
    <message>
        <source>How much larger the self-supervised loss is on test than on training images, for frequent and for rare classes, of the runs of the rwSAM table.</source>
        <translation>Wie viel größer der selbstüberwachte Verlust auf Test- als auf Trainingsbildern ist, für häufige und für seltene Klassen, bei den Läufen der rwSAM-Tabelle.</translation>
    </message>
    <message>
        <source>Image folder</source>
        <translation>Bilderordner</translation>
    </message>
    <message>
        <source>Arrays</source>
        <translation>Arrays</translation>
    </message>
    <message>
        <source>Image lists</source>
        <translation>Bilderlisten</translation>
    </message>
    <message>
        <source>folder cifar-10-batches-bin or cifar-10-batches-py, or cifar-10-binary.tar.gz or cifar-10-python.tar.gz</source>
        <translation>Ordner cifar-10-batches-bin oder cifar-10-batches-py, oder cifar-10-binary.tar.gz oder cifar-10-python.tar.gz</translation>
    </message>
    <message>
        <source>folder cifar-100-binary or cifar-100-python, or cifar-100-binary.tar.gz or cifar-100-python.tar.gz</source>
        <translation>Ordner cifar-100-binary oder cifar-100-python, oder cifar-100-binary.tar.gz oder cifar-100-python.tar.gz</translation>
    </message>
    <message>
        <source>folder stl10_binary or stl10_binary.tar.gz</source>
        <translation>Ordner stl10_binary oder stl10_binary.tar.gz</translation>
    </message>
    <message>
        <source>folder with train_images.npy, train_labels.npy, test_images.npy and test_labels.npy</source>
        <translation>Ordner mit train_images.npy, train_labels.npy, test_images.npy und test_labels.npy</translation>
    </message>
    <message>
        <source>folder with train/CLASS/... and test/CLASS/..., or with CLASS/... alone</source>
        <translation>Ordner mit train/KLASSE/... und test/KLASSE/..., oder nur mit KLASSE/...</translation>
    </message>
    <message>
        <source>folder that the paths in both lists start from</source>
        <translation>Ordner, von dem die Pfade in beiden Listen ausgehen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Training images per class</source>
        <translation>Trainingsbilder je Klasse</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Results per class</source>
        <translation>Ergebnisse je Klasse</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Epochs done</source>
        <translation>Epochen fertig</translation>
    </message>
    <message>
        <source>Training images n</source>
        <translation>Trainingsbilder n</translation>
    </message>
    <message>
        <source>Digest of the data</source>
        <translation>Prüfsumme der Daten</translation>
    </message>
    <message>
        <source>Digest of the subset</source>
        <translation>Prüfsumme der Teilmenge</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Precision used</source>
        <translation>Genutzte Genauigkeit</translation>
    </message>
    <message>
        <source>Threads used</source>
        <translation>Genutzte Threads</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>Trainingsverlust</translation>
    </message>
    <message>
        <source>Perturbed loss</source>
        <translation>Gestörter Verlust</translation>
    </message>
    <message>
        <source>Sharpness while training</source>
        <translation>Schärfe beim Training</translation>
    </message>
    <message>
        <source>Own head (%)</source>
        <translation>Eigener Kopf (%)</translation>
    </message>
    <message>
        <source>kNN (%)</source>
        <translation>kNN (%)</translation>
    </message>
    <message>
        <source>Linear probe (%)</source>
        <translation>Lineare Probe (%)</translation>
    </message>
    <message>
        <source>cRT (%)</source>
        <translation>cRT (%)</translation>
    </message>
    <message>
        <source>Seconds of an epoch</source>
        <translation>Sekunden einer Epoche</translation>
    </message>
    <message>
        <source>Images per second</source>
        <translation>Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>Density weight</source>
        <translation>Dichtegewicht</translation>
    </message>
    <message>
        <source>Grad-CAM, left half (%)</source>
        <translation>Grad-CAM, linke Hälfte (%)</translation>
    </message>
    <message>
        <source>Probe of the rare classes (%)</source>
        <translation>Probe der seltenen Klassen (%)</translation>
    </message>
    <message>
        <source>Full linear probe (%)</source>
        <translation>Volle lineare Probe (%)</translation>
    </message>
    <message>
        <source>Probe of its own labels (%)</source>
        <translation>Probe mit eigenen Labels (%)</translation>
    </message>
    <message>
        <source>Few-shot probe (%)</source>
        <translation>Few-Shot-Probe (%)</translation>
    </message>
    <message>
        <source>Loss gap</source>
        <translation>Verlustlücke</translation>
    </message>
    <message>
        <source>Loss gap, frequent classes</source>
        <translation>Verlustlücke, häufige Klassen</translation>
    </message>
    <message>
        <source>Loss gap, rare classes</source>
        <translation>Verlustlücke, seltene Klassen</translation>
    </message>
    <message>
        <source>Sharpness of the subset</source>
        <translation>Schärfe der Teilmenge</translation>
    </message>
    <message>
        <source>Effective rank</source>
        <translation>Effektiver Rang</translation>
    </message>
    <message>
        <source>Calibration error (ECE) (%)</source>
        <translation>Kalibrierungsfehler (ECE) (%)</translation>
    </message>
    <message>
        <source>N</source>
        <translation>N</translation>
    </message>
</context>
<context>
    <name>RunCsv</name>
    <message>
        <source>%1 could not be written: %2. Choose another folder.</source>
        <translation>%1 konnte nicht geschrieben werden: %2. Bitte einen anderen Ordner wählen.</translation>
    </message>
</context>
<context>
    <name>RunPlan</name>
    <message>
        <source>%1 is not part of the program. Give the %2.</source>
        <translation>%1 ist nicht Teil des Programms. Bitte angeben: %2.</translation>
    </message>
    <message>
        <source>There is no such file or folder.</source>
        <translation>Diese Datei oder diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
        <source>The counts cannot be drawn: see the message below.</source>
        <translation>Die Anzahlen lassen sich nicht zeichnen: siehe die Meldung unten.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui</name>
    <message>
        <source>One column (84 mm)</source>
        <translation>Eine Spalte (84 mm)</translation>
    </message>
    <message>
        <source>Two columns (174 mm)</source>
        <translation>Zwei Spalten (174 mm)</translation>
    </message>
    <message>
        <source>Slide (16:9)</source>
        <translation>Folie (16:9)</translation>
    </message>
    <message>
        <source>%1 dpi make an image of over %2 pixels a side. Choose less, or PDF.</source>
        <translation>%1 dpi ergeben ein Bild von über %2 Pixeln je Seite. Bitte weniger wählen, oder PDF.</translation>
    </message>
    <message>
        <source>There is nothing to draw yet, so %1 was not written.</source>
        <translation>Es gibt noch nichts zu zeichnen, %1 wurde deshalb nicht geschrieben.</translation>
    </message>
    <message>
        <source>Supervised</source>
        <translation>Überwacht</translation>
    </message>
    <message>
        <source>rwSAM (%1)</source>
        <translation>rwSAM (%1)</translation>
    </message>
    <message>
        <source>“%1” has no balanced twin.</source>
        <translation>„%1“ hat keinen balancierten Zwilling.</translation>
    </message>
    <message>
        <source>“%1” has no linear probe.</source>
        <translation>„%1“ hat keine lineare Probe.</translation>
    </message>
    <message>
        <source>There is no pair of a run and its balanced twin. %1</source>
        <translation>Es gibt kein Paar aus einem Lauf und seinem balancierten Zwilling. %1</translation>
    </message>
    <message>
        <source>Probe accuracy per class and relative gap</source>
        <translation>Probengenauigkeit je Klasse und relativer Abstand</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>twin of %1</source>
        <translation>Zwilling von %1</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>head</source>
        <translation>Kopf</translation>
    </message>
    <message>
        <source>kNN</source>
        <translation>kNN</translation>
    </message>
    <message>
        <source>probe</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>head accuracy, test (%)</source>
        <translation>Genauigkeit des Kopfs, Test (%)</translation>
    </message>
    <message>
        <source>kNN accuracy, test (%)</source>
        <translation>kNN-Genauigkeit, Test (%)</translation>
    </message>
    <message>
        <source>linear probe accuracy, test (%)</source>
        <translation>Genauigkeit der linearen Probe, Test (%)</translation>
    </message>
    <message>
        <source>training loss</source>
        <translation>Trainingsverlust</translation>
    </message>
    <message>
        <source>perturbed loss</source>
        <translation>gestörter Verlust</translation>
    </message>
    <message>
        <source>sharpness</source>
        <translation>Schärfe</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, balanced twin</source>
        <translation>%1, balancierter Zwilling</translation>
    </message>
    <message>
        <source>%1, n %2</source>
        <translation>%1, n %2</translation>
    </message>
    <message>
        <source>A quotation mark is not closed.</source>
        <translation>Ein Anführungszeichen ist nicht geschlossen.</translation>
    </message>
    <message>
        <source>“%1” takes a number, as in %1&lt;0.05.</source>
        <translation>„%1“ braucht eine Zahl, wie in %1&lt;0.05.</translation>
    </message>
    <message>
        <source>“%1” takes a word, as in %1:word.</source>
        <translation>„%1“ braucht ein Wort, wie in %1:wort.</translation>
    </message>
    <message>
        <source>A word is missing after “%1:”.</source>
        <translation>Nach „%1:“ fehlt ein Wort.</translation>
    </message>
    <message>
        <source>“archived” takes yes, no or any.</source>
        <translation>„archived“ braucht yes, no oder any.</translation>
    </message>
    <message>
        <source>“twin” takes yes or no.</source>
        <translation>„twin“ braucht yes oder no.</translation>
    </message>
    <message>
        <source>There is no filter “%1”. There are: %2.</source>
        <translation>Den Filter „%1“ gibt es nicht. Es gibt: %2.</translation>
    </message>
    <message>
        <source>Words look in name, tags and note. Also: mode:ssl status:done tag:paper dataset:cifar10 twin:yes archived:any r&lt;0.05 n&gt;=1000 seed=2 acc&gt;60. A minus turns a term round: -tag:paper.</source>
        <translation>Wörter suchen in Name, Schlagwörtern und Notiz. Außerdem: mode:ssl status:done tag:paper dataset:cifar10 twin:yes archived:any r&lt;0.05 n&gt;=1000 seed=2 acc&gt;60. Ein Minus kehrt einen Begriff um: -tag:paper.</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>„%1“</translation>
    </message>
    <message>
        <source>%1 runs</source>
        <translation>%1 Läufe</translation>
    </message>
    <message>
        <source>%1 classes, n=%2</source>
        <translation>%1 Klassen, n=%2</translation>
    </message>
    <message>
        <source>%1, perturbed</source>
        <translation>%1, gestört</translation>
    </message>
    <message>
        <source>live accuracy (kNN or head), test (%)</source>
        <translation>laufende Genauigkeit (kNN oder Kopf), Test (%)</translation>
    </message>
    <message>
        <source>All classes are hidden.
Choose some under “Classes”.</source>
        <translation>Alle Klassen sind ausgeblendet.
Unter „Klassen“ welche wählen.</translation>
    </message>
    <message>
        <source>This run is waiting for its turn.
Its curves begin with its first evaluation.</source>
        <translation>Dieser Lauf wartet, bis er an der Reihe ist.
Seine Kurven beginnen mit der ersten Auswertung.</translation>
    </message>
    <message>
        <source>The first epoch is on its way.</source>
        <translation>Die erste Epoche ist unterwegs.</translation>
    </message>
    <message>
        <source>The first evaluation is on its way: it comes after epoch %1.</source>
        <translation>Die erste Auswertung ist unterwegs: Sie kommt nach Epoche %1.</translation>
    </message>
    <message>
        <source>This run ended before it was evaluated.
Resume it from the list of runs.</source>
        <translation>Dieser Lauf endete vor seiner ersten Auswertung.
In der Liste der Läufe fortsetzen.</translation>
    </message>
    <message>
        <source>Many</source>
        <translation>Viele</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Few</source>
        <translation>Wenige</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>cRT</source>
        <translation>cRT</translation>
    </message>
    <message>
        <source>cRT accuracy, test (%)</source>
        <translation>cRT-Genauigkeit, Test (%)</translation>
    </message>
    <message>
        <source>ρ = d^(−1/5), τ = n3 = d^(1/5), n1 = n2 = 2d</source>
        <translation>ρ = d^(−1/5), τ = n3 = d^(1/5), n1 = n2 = 2d</translation>
    </message>
    <message>
        <source>dimension d, all else tied to it</source>
        <translation>Dimension d, alles andere hängt von ihr ab</translation>
    </message>
    <message>
        <source>dimension d</source>
        <translation>Dimension d</translation>
    </message>
    <message>
        <source>points of each frequent class, n1 = n2</source>
        <translation>Punkte jeder häufigen Klasse, n1 = n2</translation>
    </message>
    <message>
        <source>points of the rare class, n3</source>
        <translation>Punkte der seltenen Klasse, n3</translation>
    </message>
    <message>
        <source>length τ of the frequent classes&apos; second feature</source>
        <translation>Länge τ des zweiten Merkmals der häufigen Klassen</translation>
    </message>
    <message>
        <source>noise ρ</source>
        <translation>Rauschen ρ</translation>
    </message>
    <message>
        <source>Toy model</source>
        <translation>Spielzeugmodell</translation>
    </message>
    <message>
        <source>projection of e1, e2</source>
        <translation>Projektion von e1, e2</translation>
    </message>
    <message>
        <source>projection of e2</source>
        <translation>Projektion von e2</translation>
    </message>
    <message>
        <source>SL e1</source>
        <translation>SL e1</translation>
    </message>
    <message>
        <source>SSL e1</source>
        <translation>SSL e1</translation>
    </message>
    <message>
        <source>SL e2</source>
        <translation>SL e2</translation>
    </message>
    <message>
        <source>SL</source>
        <translation>SL</translation>
    </message>
    <message>
        <source>SSL e2</source>
        <translation>SSL e2</translation>
    </message>
    <message>
        <source>SSL</source>
        <translation>SSL</translation>
    </message>
    <message>
        <source>class and its training images, from many to few</source>
        <translation>Klasse und ihre Trainingsbilder, von vielen zu wenigen</translation>
    </message>
    <message>
        <source>r = %1</source>
        <translation>r = %1</translation>
    </message>
    <message>
        <source>imbalanced</source>
        <translation>unbalanciert</translation>
    </message>
    <message>
        <source>balanced twin, the same n = %1</source>
        <translation>balancierter Zwilling, dasselbe n = %1</translation>
    </message>
    <message>
        <source>balanced twin</source>
        <translation>balancierter Zwilling</translation>
    </message>
    <message>
        <source>relative gap to the twin (%)</source>
        <translation>relativer Abstand zum Zwilling (%)</translation>
    </message>
    <message>
        <source>%1 seeds, mean and s.d.</source>
        <translation>%1 Startwerte, Mittel und Standardabw.</translation>
    </message>
    <message>
        <source>one seed</source>
        <translation>ein Startwert</translation>
    </message>
    <message>
        <source>rename %1</source>
        <translation>Umbenennen von %1</translation>
    </message>
    <message>
        <source>note of %1</source>
        <translation>Notiz von %1</translation>
    </message>
    <message>
        <source>tags of %1</source>
        <translation>Schlagwörter von %1</translation>
    </message>
    <message>
        <source>colour of %1</source>
        <translation>Farbe von %1</translation>
    </message>
    <message>
        <source>archive %1</source>
        <translation>Archivieren von %1</translation>
    </message>
    <message>
        <source>unarchive %1</source>
        <translation>%1 aus dem Archiv holen</translation>
    </message>
    <message>
        <source>delete %1</source>
        <translation>Löschen von %1</translation>
    </message>
    <message>
        <source>restore %1</source>
        <translation>Wiederherstellen von %1</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>Full linear probe</source>
        <translation>Volle lineare Probe</translation>
    </message>
    <message>
        <source>SGD on augmented views of all labelled images, 100 epochs: the paper&apos;s. Hours on a CPU.</source>
        <translation>SGD auf veränderten Ansichten aller beschrifteten Bilder, 100 Epochen: die des Aufsatzes. Stunden auf einer CPU.</translation>
    </message>
    <message>
        <source>Probe of its own labels</source>
        <translation>Probe der eigenen Labels</translation>
    </message>
    <message>
        <source>Linear probe on the imbalanced labels that the run was trained with.</source>
        <translation>Lineare Probe auf den unausgewogenen Labels, mit denen der Lauf trainiert wurde.</translation>
    </message>
    <message>
        <source>Few-shot probe</source>
        <translation>Few-Shot-Probe</translation>
    </message>
    <message>
        <source>Linear probe on a few images per class, several times.</source>
        <translation>Lineare Probe auf wenigen Bildern je Klasse, mehrmals.</translation>
    </message>
    <message>
        <source>Probe out of domain</source>
        <translation>Probe auf fremden Daten</translation>
    </message>
    <message>
        <source>Linear probe on another data set.</source>
        <translation>Lineare Probe auf einem anderen Datensatz.</translation>
    </message>
    <message>
        <source>Fine-tuning</source>
        <translation>Feinabstimmung</translation>
    </message>
    <message>
        <source>Backbone and a new head trained on another data set, 50 epochs. Hours on a CPU.</source>
        <translation>Backbone und ein neuer Kopf, 50 Epochen auf einem anderen Datensatz trainiert. Stunden auf einer CPU.</translation>
    </message>
    <message>
        <source>Generalisation gap of the loss</source>
        <translation>Generalisierungslücke des Verlusts</translation>
    </message>
    <message>
        <source>Self-supervised loss of test minus training images, frequent and rare classes apart.</source>
        <translation>Selbstüberwachter Verlust der Test- minus den der Trainingsbilder, getrennt nach häufigen und seltenen Klassen.</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <translation>Schärfe</translation>
    </message>
    <message>
        <source>Increase of the training loss at the edge of SAM&apos;s ball, per class.</source>
        <translation>Anstieg des Trainingsverlusts am Rand von SAMs Kugel, je Klasse.</translation>
    </message>
    <message>
        <source>Spectrum and effective rank</source>
        <translation>Spektrum und effektiver Rang</translation>
    </message>
    <message>
        <source>How many directions the features of the test images use.</source>
        <translation>Wie viele Richtungen die Merkmale der Testbilder nutzen.</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>Expected calibration error of the supervised head.</source>
        <translation>Erwarteter Kalibrierungsfehler des überwachten Kopfs.</translation>
    </message>
    <message>
        <source>Own head or kNN again</source>
        <translation>Eigener Kopf oder kNN noch einmal</translation>
    </message>
    <message>
        <source>What the curve shows, measured anew.</source>
        <translation>Was die Kurve zeigt, neu gemessen.</translation>
    </message>
    <message>
        <source>Linear probe again</source>
        <translation>Lineare Probe noch einmal</translation>
    </message>
    <message>
        <source>The probe on cached features and those of the factors, measured anew.</source>
        <translation>Die Probe auf zwischengespeicherten Merkmalen und die der Faktoren, neu gemessen.</translation>
    </message>
    <message>
        <source>Probe out of domain, %1</source>
        <translation>Probe auf fremden Daten, %1</translation>
    </message>
    <message>
        <source>Fine-tuned, %1</source>
        <translation>Feinabgestimmt, %1</translation>
    </message>
    <message>
        <source>Loss gap</source>
        <translation>Verlustlücke</translation>
    </message>
    <message>
        <source>Loss gap, frequent</source>
        <translation>Verlustlücke, häufig</translation>
    </message>
    <message>
        <source>Loss gap, rare</source>
        <translation>Verlustlücke, selten</translation>
    </message>
    <message>
        <source>Effective rank</source>
        <translation>Effektiver Rang</translation>
    </message>
    <message>
        <source>Calibration error</source>
        <translation>Kalibrierungsfehler</translation>
    </message>
    <message>
        <source>size × %1</source>
        <translation>Größe × %1</translation>
    </message>
    <message>
        <source>Frequent and rare classes</source>
        <translation>Häufige und seltene Klassen</translation>
    </message>
    <message>
        <source>Attention on the left half</source>
        <translation>Aufmerksamkeit auf der linken Hälfte</translation>
    </message>
    <message>
        <source>Gap in and out of domain</source>
        <translation>Lücke auf eigenen und fremden Daten</translation>
    </message>
    <message>
        <source>all classes weigh the same</source>
        <translation>alle Klassen wiegen gleich viel</translation>
    </message>
    <message>
        <source>rank correlation with 1/n %1</source>
        <translation>Rangkorrelation mit 1/n %1</translation>
    </message>
    <message>
        <source>Density weights and class sizes</source>
        <translation>Dichtegewichte und Klassengrößen</translation>
    </message>
    <message>
        <source>No density weights: they are there from the first rwSAM epoch of a run.</source>
        <translation>Keine Dichtegewichte: Es gibt sie ab der ersten rwSAM-Epoche eines Laufs.</translation>
    </message>
    <message>
        <source>training images of the class, n</source>
        <translation>Trainingsbilder der Klasse, n</translation>
    </message>
    <message>
        <source>mean weight of its images</source>
        <translation>mittleres Gewicht ihrer Bilder</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Folder of the data set</source>
        <translation>Ordner des Datensatzes</translation>
    </message>
    <message>
        <source>Archive…</source>
        <translation>Archiv…</translation>
    </message>
    <message>
        <source>Archive of the data set</source>
        <translation>Archiv des Datensatzes</translation>
    </message>
    <message>
        <source>Archives (*.tar.gz *.tgz *.tar);;All files (*)</source>
        <translation>Archive (*.tar.gz *.tgz *.tar);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>No bars yet: they grow here as the experiment&apos;s runs end. Start works the queue off.</source>
        <translation>Noch keine Balken: Sie wachsen hier, wenn die Läufe des Experiments enden. Starten arbeitet die Warteschlange ab.</translation>
    </message>
    <message>
        <source>all classes have equally many images</source>
        <translation>alle Klassen haben gleich viele Bilder</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Vote of the nearest training images, with the run&apos;s options; of a supervised run too.</source>
        <translation>Abstimmung der nächsten Trainingsbilder, mit den Optionen des Laufs; auch bei einem überwachten Lauf.</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>Tabelle kopieren</translation>
    </message>
    <message>
        <source>Tabs, for a spreadsheet</source>
        <translation>Tabulatoren, für eine Tabellenkalkulation</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>%1 (oracle: uses labels)</source>
        <translation>%1 (Orakel: nutzt Labels)</translation>
    </message>
    <message>
        <source>true class</source>
        <translation>wahre Klasse</translation>
    </message>
    <message>
        <source>predicted class</source>
        <translation>vorhergesagte Klasse</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>importiert</translation>
    </message>
    <message>
        <source>%1 (%)</source>
        <translation>%1 (%)</translation>
    </message>
    <message>
        <source>imported: %1</source>
        <translation>importiert: %1</translation>
    </message>
    <message>
        <source>This imported run has no values of this kind.
Import it again and say which of its metrics they are: skewscope-engine import --metric FROM=TO.</source>
        <translation>Dieser importierte Lauf hat keine Werte dieser Art.
Importieren Sie ihn noch einmal und sagen Sie, welche seiner Metriken das sind: skewscope-engine import --metric FROM=TO.</translation>
    </message>
    <message>
        <source>This imported run has no such values of its classes.
“Overall” shows what it has.</source>
        <translation>Dieser importierte Lauf hat keine solchen Werte seiner Klassen.
„Gesamt“ zeigt, was er hat.</translation>
    </message>
    <message>
        <source>NeurIPS, ICLR: text width</source>
        <translation>NeurIPS, ICLR: Textbreite</translation>
    </message>
    <message>
        <source>ICML, CVPR: one column</source>
        <translation>ICML, CVPR: eine Spalte</translation>
    </message>
    <message>
        <source>ICML: two columns</source>
        <translation>ICML: zwei Spalten</translation>
    </message>
    <message>
        <source>IEEE: one column</source>
        <translation>IEEE: eine Spalte</translation>
    </message>
    <message>
        <source>IEEE: two columns</source>
        <translation>IEEE: zwei Spalten</translation>
    </message>
    <message>
        <source>Nature: one column</source>
        <translation>Nature: eine Spalte</translation>
    </message>
    <message>
        <source>Nature: two columns</source>
        <translation>Nature: zwei Spalten</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>SVG</source>
        <translation>SVG</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>pgfplots for LaTeX</source>
        <translation>pgfplots für LaTeX</translation>
    </message>
    <message>
        <source>CSV, the values</source>
        <translation>CSV, die Werte</translation>
    </message>
    <message>
        <source>Table for LaTeX</source>
        <translation>Tabelle für LaTeX</translation>
    </message>
    <message>
        <source>Table in Markdown</source>
        <translation>Tabelle in Markdown</translation>
    </message>
    <message>
        <source>The figure itself</source>
        <translation>Die Abbildung selbst</translation>
    </message>
    <message>
        <source>The name “%1” does not say which format is meant. Let it end in one of %2.</source>
        <translation>Der Name „%1“ sagt nicht, welches Format gemeint ist. Er soll auf eines von %2 enden.</translation>
    </message>
    <message>
        <source>%1 is no file.</source>
        <translation>%1 ist keine Datei.</translation>
    </message>
    <message>
        <source>%1 could not be read: %2.</source>
        <translation>%1 konnte nicht gelesen werden: %2.</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>Kurve</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Letzter</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Bester</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Mean weight</source>
        <translation>Mittleres Gewicht</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>Imbalanced (%)</source>
        <translation>Unbalanciert (%)</translation>
    </message>
    <message>
        <source>Balanced (%)</source>
        <translation>Balanciert (%)</translation>
    </message>
    <message>
        <source>This figure needs more width or smaller type.</source>
        <translation>Diese Abbildung braucht mehr Breite oder kleinere Schrift.</translation>
    </message>
    <message>
        <source>N = %1</source>
        <translation>N = %1</translation>
    </message>
    <message>
        <source>N = %1–%2</source>
        <translation>N = %1–%2</translation>
    </message>
    <message>
        <source>accuracy (%)</source>
        <translation>Genauigkeit (%)</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>perturbed</source>
        <translation>gestört</translation>
    </message>
    <message>
        <source>other classes</source>
        <translation>andere Klassen</translation>
    </message>
    <message>
        <source>training times not known</source>
        <translation>Trainingszeiten nicht bekannt</translation>
    </message>
    <message>
        <source>number of images not known</source>
        <translation>Anzahl der Bilder nicht bekannt</translation>
    </message>
    <message>
        <source>no accuracy per class</source>
        <translation>keine Genauigkeit je Klasse</translation>
    </message>
    <message>
        <source>no groups</source>
        <translation>keine Gruppen</translation>
    </message>
    <message>
        <source>no accuracy</source>
        <translation>keine Genauigkeit</translation>
    </message>
    <message>
        <source>no loss</source>
        <translation>kein Verlust</translation>
    </message>
    <message>
        <source>optimiser step</source>
        <translation>Optimierungsschritt</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>images seen</source>
        <translation>gesehene Bilder</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>training time (s)</source>
        <translation>Trainingszeit (s)</translation>
    </message>
    <message>
        <source>training time (min)</source>
        <translation>Trainingszeit (min)</translation>
    </message>
    <message>
        <source>training time (h)</source>
        <translation>Trainingszeit (h)</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>Mean over seeds; band: %1, %2</source>
        <translation>Mittel über Seeds; Band: %1, %2</translation>
    </message>
    <message>
        <source>Thick lines: debiased moving average (EMA), factor %1; thin lines and numbers: as measured</source>
        <translation>Dicke Linien: gleitendes Mittel ohne Verzerrung (EMA), Faktor %1; dünne Linien und Zahlen: wie gemessen</translation>
    </message>
    <message>
        <source>What is not above 0 has no place on a logarithmic axis</source>
        <translation>Was nicht über 0 liegt, hat auf einer logarithmischen Achse keinen Platz</translation>
    </message>
    <message>
        <source>Nothing to draw here: %1.
Choose another view or another x axis.</source>
        <translation>Hier ist nichts zu zeichnen: %1.
Wählen Sie eine andere Ansicht oder eine andere x-Achse.</translation>
    </message>
    <message>
        <source>Optimiser step</source>
        <translation>Optimierungsschritt</translation>
    </message>
    <message>
        <source>Training time (without evaluations and pauses)</source>
        <translation>Trainingszeit (ohne Auswertungen und Pausen)</translation>
    </message>
    <message>
        <source>Images seen</source>
        <translation>Gesehene Bilder</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>standard error</source>
        <translation>Standardfehler</translation>
    </message>
    <message>
        <source>smallest to largest</source>
        <translation>kleinster bis größter Wert</translation>
    </message>
    <message>
        <source>95 % interval of the mean (Student&apos;s t)</source>
        <translation>95-%-Intervall des Mittels (Student-t)</translation>
    </message>
    <message>
        <source>standard deviation</source>
        <translation>Standardabweichung</translation>
    </message>
    <message>
        <source>Mean with %1</source>
        <translation>Mittel mit: %1</translation>
    </message>
    <message>
        <source>Every run by itself</source>
        <translation>Jeder Lauf für sich</translation>
    </message>
    <message>
        <source>No values yet.</source>
        <translation>Noch keine Werte.</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 und %2 weitere</translation>
    </message>
    <message>
        <source>No pair of a run and its balanced twin has this accuracy.</source>
        <translation>Kein Paar aus Lauf und balanciertem Zwilling hat diese Genauigkeit.</translation>
    </message>
    <message>
        <source>These runs have no accuracy per class.</source>
        <translation>Diese Läufe haben keine Genauigkeit je Klasse.</translation>
    </message>
    <message>
        <source>what is shown</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>classes that are drawn</source>
        <translation>gezeichnete Klassen</translation>
    </message>
    <message>
        <source>how curves are drawn</source>
        <translation>Darstellung der Kurven</translation>
    </message>
    <message>
        <source>title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>type</source>
        <translation>Schrift</translation>
    </message>
    <message>
        <source>width of lines</source>
        <translation>Linienstärke</translation>
    </message>
    <message>
        <source>colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Legende</translation>
    </message>
    <message>
        <source>letter</source>
        <translation>Buchstabe</translation>
    </message>
    <message>
        <source>ground</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>resolution</source>
        <translation>Auflösung</translation>
    </message>
    <message>
        <source>axes</source>
        <translation>Achsen</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Linie</translation>
    </message>
    <message>
        <source>Band from (%)</source>
        <translation>Band von (%)</translation>
    </message>
    <message>
        <source>Band to (%)</source>
        <translation>Band bis (%)</translation>
    </message>
    <message>
        <source>%1 without this accuracy yet</source>
        <translation>%1 noch ohne diese Genauigkeit</translation>
    </message>
    <message>
        <source>%1 of other data or another n</source>
        <translation>%1 mit anderen Daten oder anderem n</translation>
    </message>
    <message>
        <source>%1 whose twin has an accuracy of 0</source>
        <translation>%1, deren Zwilling die Genauigkeit 0 hat</translation>
    </message>
    <message>
        <source>%1 with counts of their own, which have no r</source>
        <translation>%1 mit eigenen Anzahlen, die kein r haben</translation>
    </message>
    <message>
        <source>Pairs that are not drawn: %1.</source>
        <translation>Nicht gezeichnete Paare: %1.</translation>
    </message>
    <message>
        <source>Feature map</source>
        <translation>Merkmalskarte</translation>
    </message>
    <message>
        <source>Where the test images lie among the features: principal components and t-SNE.</source>
        <translation>Wo die Testbilder unter den Merkmalen liegen: Hauptkomponenten und t-SNE.</translation>
    </message>
    <message>
        <source>%1: %2, of the baseline “%3” %4</source>
        <translation>%1: %2, beim Vergleichslauf „%3“ %4</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>1 image selected: %1</source>
        <translation>1 Bild ausgewählt: %1</translation>
    </message>
    <message>
        <source>%1 images selected: %2</source>
        <translation>%1 Bilder ausgewählt: %2</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>n = %1</source>
        <translation>n = %1</translation>
    </message>
    <message>
        <source>w = %1</source>
        <translation>w = %1</translation>
    </message>
    <message>
        <source>no weight</source>
        <translation>kein Gewicht</translation>
    </message>
    <message>
        <source>class not known</source>
        <translation>Klasse nicht bekannt</translation>
    </message>
    <message>
        <source>recognised (%1)</source>
        <translation>erkannt (%1)</translation>
    </message>
    <message>
        <source>taken for %1 (%2)</source>
        <translation>gehalten für %1 (%2)</translation>
    </message>
    <message>
        <source>test image %1</source>
        <translation>Testbild %1</translation>
    </message>
    <message>
        <source>others %1</source>
        <translation>andere %1</translation>
    </message>
    <message>
        <source>%1 % of them are recognised (%2).</source>
        <translation>%1 % davon werden erkannt (%2).</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>archived runs</source>
        <translation>archivierte Läufe</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>Vergleichslauf</translation>
    </message>
    <message>
        <source>differences to the baseline</source>
        <translation>Differenzen zum Vergleichslauf</translation>
    </message>
    <message>
        <source>columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>sorting</source>
        <translation>Sortierung</translation>
    </message>
    <message>
        <source>selection</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>kind of curves</source>
        <translation>Art der Kurven</translation>
    </message>
    <message>
        <source>x axis</source>
        <translation>x-Achse</translation>
    </message>
    <message>
        <source>scale of the x axis</source>
        <translation>Teilung der x-Achse</translation>
    </message>
    <message>
        <source>scale of the y axis</source>
        <translation>Teilung der y-Achse</translation>
    </message>
    <message>
        <source>smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>band over seeds</source>
        <translation>Band über Seeds</translation>
    </message>
    <message>
        <source>small multiples</source>
        <translation>Einzelbilder</translation>
    </message>
    <message>
        <source>isolated curve</source>
        <translation>einzeln gezeigte Kurve</translation>
    </message>
    <message>
        <source>zoom</source>
        <translation>Ausschnitt</translation>
    </message>
    <message>
        <source>lines that are compared</source>
        <translation>verglichene Zeilen</translation>
    </message>
    <message>
        <source>folding</source>
        <translation>Auf- und Zuklappen</translation>
    </message>
    <message>
        <source>grouping</source>
        <translation>Gruppierung</translation>
    </message>
    <message>
        <source>metrics</source>
        <translation>Metriken</translation>
    </message>
    <message>
        <source>value of a run</source>
        <translation>Wert eines Laufs</translation>
    </message>
    <message>
        <source>kind of matrix</source>
        <translation>Art der Matrix</translation>
    </message>
    <message>
        <source>metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>runs that are compared</source>
        <translation>verglichene Läufe</translation>
    </message>
    <message>
        <source>target data set</source>
        <translation>Zieldatensatz</translation>
    </message>
    <message>
        <source>chart</source>
        <translation>Diagramm</translation>
    </message>
    <message>
        <source>class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>cell</source>
        <translation>Zelle</translation>
    </message>
    <message>
        <source>experiment</source>
        <translation>Experiment</translation>
    </message>
    <message>
        <source>figure</source>
        <translation>Abbildung</translation>
    </message>
    <message>
        <source>tab</source>
        <translation>Reiter</translation>
    </message>
    <message>
        <source>%1 ± %2 %, N = %3</source>
        <translation>%1 ± %2 %, N = %3</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 per class</source>
        <translation>%1 je Klasse</translation>
    </message>
    <message>
        <source>training images of the class</source>
        <translation>Trainingsbilder der Klasse</translation>
    </message>
    <message>
        <source>%1, %2 images, %3: %4</source>
        <translation>%1, %2 Bilder, %3: %4</translation>
    </message>
    <message>
        <source>mean, band: %1, %2</source>
        <translation>Mittel, Band: %1, %2</translation>
    </message>
    <message>
        <source>%1, %2: relative gap %3 %, N = %4. Twin %5 %, imbalanced %6 %. %7</source>
        <translation>%1, %2: relative Lücke %3 %, N = %4. Zwilling %5 %, unbalanciert %6 %. %7</translation>
    </message>
    <message>
        <source>Relative gap to the balanced twins</source>
        <translation>Relative Lücke zu den balancierten Zwillingen</translation>
    </message>
    <message>
        <source>imbalance ratio r</source>
        <translation>Ungleichgewicht r</translation>
    </message>
    <message>
        <source>training images n</source>
        <translation>Trainingsbilder n</translation>
    </message>
    <message>
        <source>relative gap (%)</source>
        <translation>relative Lücke (%)</translation>
    </message>
    <message>
        <source>no pair has this accuracy yet</source>
        <translation>noch hat kein Paar diese Genauigkeit</translation>
    </message>
    <message>
        <source>mean, bars: %1, %2</source>
        <translation>Mittel, Balken: %1, %2</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>%1: %2, epoch %3</source>
        <translation>%1: %2, Epoche %3</translation>
    </message>
    <message>
        <source>the matrix</source>
        <translation>die Matrix</translation>
    </message>
    <message>
        <source>No matrix yet: it comes with the first evaluation of the run.</source>
        <translation>Noch keine Matrix: Sie kommt mit der ersten Auswertung des Laufs.</translation>
    </message>
    <message>
        <source>The second run has no matrix of this accuracy.</source>
        <translation>Der zweite Lauf hat keine Matrix dieser Genauigkeit.</translation>
    </message>
    <message>
        <source>The two runs have different classes.</source>
        <translation>Die beiden Läufe haben verschiedene Klassen.</translation>
    </message>
    <message>
        <source>%1 minus %2</source>
        <translation>%1 minus %2</translation>
    </message>
    <message>
        <source>test images</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>share of the true class (%)</source>
        <translation>Anteil an der wahren Klasse (%)</translation>
    </message>
    <message>
        <source>share of the true class</source>
        <translation>Anteil an der wahren Klasse</translation>
    </message>
    <message>
        <source>difference (points)</source>
        <translation>Differenz (Punkte)</translation>
    </message>
    <message>
        <source>difference of shares</source>
        <translation>Differenz der Anteile</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ohne</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>direction of an axis</source>
        <translation>Richtung einer Achse</translation>
    </message>
    <message>
        <source>ranges of axes</source>
        <translation>Bereiche von Achsen</translation>
    </message>
    <message>
        <source>order of axes</source>
        <translation>Reihenfolge der Achsen</translation>
    </message>
    <message>
        <source>what colours say</source>
        <translation>was Farben sagen</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Vorhersage</translation>
    </message>
    <message>
        <source>Training images</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>Test images</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>Share (%)</source>
        <translation>Anteil (%)</translation>
    </message>
    <message>
        <source>This run was imported: there is no network to make a map with.</source>
        <translation>Dieser Lauf wurde importiert: Es gibt kein Netz für eine Karte.</translation>
    </message>
    <message>
        <source>The map is asked for. It is made when the queue comes to it and the run is trained.</source>
        <translation>Die Karte ist bestellt. Sie entsteht, wenn die Warteschlange zu ihr kommt und der Lauf trainiert ist.</translation>
    </message>
    <message>
        <source>This run has no checkpoint any more: there is no network to make a map with.</source>
        <translation>Dieser Lauf hat keinen Checkpoint mehr: Es gibt kein Netz für eine Karte.</translation>
    </message>
    <message>
        <source>No map yet: where the test images lie among the features of this run.</source>
        <translation>Noch keine Karte: wo die Testbilder unter den Merkmalen dieses Laufs liegen.</translation>
    </message>
    <message>
        <source>No map yet. It can be asked for now and is made when the run is trained.</source>
        <translation>Noch keine Karte. Sie kann jetzt bestellt werden und entsteht, wenn der Lauf trainiert ist.</translation>
    </message>
    <message>
        <source>Compute it in the tab Map, or by skewscope-engine evaluate RUN --protocol feature-map.</source>
        <translation>Berechnen lässt sie sich im Reiter Karte oder mit skewscope-engine evaluate LAUF --protocol feature-map.</translation>
    </message>
    <message>
        <source>This run is on other data: its test images are not those of the first.</source>
        <translation>Dieser Lauf hat andere Daten: Seine Testbilder sind nicht die des ersten.</translation>
    </message>
    <message>
        <source>No predictions are kept, so that right and wrong are not known.</source>
        <translation>Es sind keine Vorhersagen aufbewahrt, sodass richtig und falsch nicht bekannt sind.</translation>
    </message>
    <message>
        <source>Only runs with density weights (rwSAM) can be coloured by them.</source>
        <translation>Nur Läufe mit Dichtegewichten (rwSAM) lassen sich nach ihnen färben.</translation>
    </message>
    <message>
        <source>t-SNE</source>
        <translation>t-SNE</translation>
    </message>
    <message>
        <source>principal components</source>
        <translation>Hauptkomponenten</translation>
    </message>
    <message>
        <source>Test images by their features: %1</source>
        <translation>Testbilder nach ihren Merkmalen: %1</translation>
    </message>
    <message>
        <source>PC %1</source>
        <translation>PC %1</translation>
    </message>
    <message>
        <source>%1 classes, from many to few</source>
        <translation>%1 Klassen, von vielen zu wenigen</translation>
    </message>
    <message>
        <source>mean weight of the class</source>
        <translation>mittleres Gewicht der Klasse</translation>
    </message>
    <message>
        <source>%1 test images</source>
        <translation>%1 Testbilder</translation>
    </message>
    <message>
        <source>training images</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>best</source>
        <translation>bester</translation>
    </message>
    <message>
        <source>Best value</source>
        <translation>Bester Wert</translation>
    </message>
    <message>
        <source>The largest over the epochs; the smallest of losses, sharpness and errors</source>
        <translation>Der größte über die Epochen; der kleinste bei Verlusten, Schärfe und Fehlern</translation>
    </message>
    <message>
        <source>at best epoch</source>
        <translation>bei bester Epoche</translation>
    </message>
    <message>
        <source>At the best epoch</source>
        <translation>Bei der besten Epoche</translation>
    </message>
    <message>
        <source>At the epoch at which the live test accuracy of the run was best</source>
        <translation>In der Epoche, in der die laufende Testgenauigkeit des Laufs am besten war</translation>
    </message>
    <message>
        <source>mean of last 5</source>
        <translation>Mittel der letzten 5</translation>
    </message>
    <message>
        <source>Mean of the last five</source>
        <translation>Mittel der letzten fünf</translation>
    </message>
    <message>
        <source>Mean over the last five epochs with a value</source>
        <translation>Mittel über die letzten fünf Epochen mit einem Wert</translation>
    </message>
    <message>
        <source>last</source>
        <translation>letzter</translation>
    </message>
    <message>
        <source>Last value</source>
        <translation>Letzter Wert</translation>
    </message>
    <message>
        <source>At the last epoch with a value</source>
        <translation>In der letzten Epoche mit einem Wert</translation>
    </message>
    <message>
        <source>one seed, N = 1</source>
        <translation>ein Startwert, N = 1</translation>
    </message>
    <message>
        <source>mean ± standard deviation, N = %1</source>
        <translation>Mittel ± Standardabweichung, N = %1</translation>
    </message>
    <message>
        <source>Measured by</source>
        <translation>Gemessen mit</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::AggregateList</name>
    <message>
        <source>Value of a run</source>
        <translation>Wert eines Laufs</translation>
    </message>
    <message>
        <source>What is taken of each run&apos;s curve</source>
        <translation>Was von der Kurve jedes Laufs genommen wird</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::BarChartView</name>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source> ± %1</source>
        <translation> ± %1</translation>
    </message>
    <message>
        <source>, N = %1</source>
        <translation>, N = %1</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ClassMenu</name>
    <message>
        <source>Classes that are drawn</source>
        <translation>Gezeichnete Klassen</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>Alle Klassen</translation>
    </message>
    <message>
        <source>Only %1</source>
        <translation>Nur %1</translation>
    </message>
    <message>
        <source>%1  (n=%2)</source>
        <translation>%1  (n=%2)</translation>
    </message>
    <message>
        <source>Classes ▾</source>
        <translation>Klassen ▾</translation>
    </message>
    <message>
        <source>Classes %1/%2 ▾</source>
        <translation>Klassen %1/%2 ▾</translation>
    </message>
    <message>
        <source>Which classes are drawn. A click on a curve or its label shows its class alone, Ctrl+click hides it.</source>
        <translation>Welche Klassen gezeichnet werden. Ein Klick auf eine Kurve oder ihre Beschriftung zeigt ihre Klasse allein, Strg+Klick blendet sie aus.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ClassesPanel</name>
    <message>
        <source>Both</source>
        <translation>Beide</translation>
    </message>
    <message>
        <source>Points above, bars below</source>
        <translation>Punkte oben, Balken unten</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>Accuracy against training images of the class</source>
        <translation>Genauigkeit gegen die Trainingsbilder der Klasse</translation>
    </message>
    <message>
        <source>Bars</source>
        <translation>Balken</translation>
    </message>
    <message>
        <source>A bar for each class and run, from many to few training images</source>
        <translation>Ein Balken je Klasse und Lauf, von vielen zu wenigen Trainingsbildern</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>Tabelle kopieren</translation>
    </message>
    <message>
        <source>Summary of the runs</source>
        <translation>Übersicht der Läufe</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>Alle Klassen</translation>
    </message>
    <message>
        <source>Export the figure</source>
        <translation>Abbildung exportieren</translation>
    </message>
    <message>
        <source>Write the points, or the bars if they are alone, as PDF, SVG, PNG, pgfplots or CSV (Ctrl+S)</source>
        <translation>Die Punkte, oder die Balken, wenn sie allein stehen, als PDF, SVG, PNG, pgfplots oder CSV schreiben (Strg+S)</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Whose accuracy: the run&apos;s own head, kNN or a probe</source>
        <translation>Wessen Genauigkeit: eigener Kopf, kNN oder eine Probe</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Which evaluation of each run</source>
        <translation>Welche Auswertung jedes Laufs</translation>
    </message>
    <message>
        <source>Last epoch</source>
        <translation>Letzte Epoche</translation>
    </message>
    <message>
        <source>Best epoch</source>
        <translation>Beste Epoche</translation>
    </message>
    <message>
        <source>Band over seeds</source>
        <translation>Band über Seeds</translation>
    </message>
    <message>
        <source>Joins the runs that differ in the seed alone</source>
        <translation>Fasst Läufe zusammen, die sich nur im Seed unterscheiden</translation>
    </message>
    <message>
        <source>For a band select runs of one setting with several seeds (Ctrl+click).</source>
        <translation>Für ein Band Läufe einer Einstellung mit mehreren Seeds wählen (Strg+Klick).</translation>
    </message>
    <message>
        <source>Choose runs in the list on the left: the accuracy of their classes stands here.</source>
        <translation>Läufe in der Liste links wählen: hier steht die Genauigkeit ihrer Klassen.</translation>
    </message>
    <message>
        <source>No accuracy per class yet: it comes with the first evaluation of a run.</source>
        <translation>Noch keine Genauigkeit je Klasse: sie kommt mit der ersten Auswertung eines Laufs.</translation>
    </message>
    <message>
        <source>It is not known how many training images the classes had.</source>
        <translation>Es ist nicht bekannt, wie viele Trainingsbilder die Klassen hatten.</translation>
    </message>
    <message>
        <source>Without these values: %1.</source>
        <translation>Ohne diese Werte: %1.</translation>
    </message>
    <message>
        <source>%1, in per cent</source>
        <translation>%1, in Prozent</translation>
    </message>
    <message>
        <source>mean ± standard deviation, N = %1</source>
        <translation>Mittel ± Standardabweichung, N = %1</translation>
    </message>
    <message>
        <source>Click a class to see it in both charts.</source>
        <translation>Ein Klick auf eine Klasse zeigt sie in beiden Diagrammen.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::CommandPalette</name>
    <message>
        <source>Commands and runs</source>
        <translation>Befehle und Läufe</translation>
    </message>
    <message>
        <source>A command or a run …</source>
        <translation>Ein Befehl oder ein Lauf …</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>Was passt</translation>
    </message>
    <message>
        <source>Run: %1</source>
        <translation>Lauf: %1</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ComparePanel</name>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>What is not the same in all of these runs</source>
        <translation>Was nicht in allen diesen Läufen gleich ist</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>What is the same too</source>
        <translation>Auch was gleich ist</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>Vergleichslauf</translation>
    </message>
    <message>
        <source>Results of the other runs also as differences to this one</source>
        <translation>Ergebnisse der anderen Läufe auch als Differenz zu diesem</translation>
    </message>
    <message>
        <source>Runs side by side</source>
        <translation>Läufe nebeneinander</translation>
    </message>
    <message>
        <source>No baseline</source>
        <translation>Kein Vergleichslauf</translation>
    </message>
    <message>
        <source>Choose two or more runs in the list on the left, with Ctrl or Shift: their settings, class counts and results stand here side by side.</source>
        <translation>Links mit Strg oder Umschalt zwei oder mehr Läufe wählen: Einstellungen, Klassengrößen und Ergebnisse stehen hier nebeneinander.</translation>
    </message>
    <message>
        <source>These runs differ in nothing but their names.</source>
        <translation>Diese Läufe unterscheiden sich nur im Namen.</translation>
    </message>
    <message>
        <source>A better than B?</source>
        <translation>A besser als B?</translation>
    </message>
    <message>
        <source>Paired bootstrap over test images and seeds, in words for a paper</source>
        <translation>Gepaartes Bootstrap über Testbilder und Startwerte, in Worten für eine Arbeit</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ConfusionFields</name>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Test images</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>Shares of the true class</source>
        <translation>Anteile an der wahren Klasse</translation>
    </message>
    <message>
        <source>Second run minus the first</source>
        <translation>Zweiter Lauf minus erster</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Whose predictions: the run&apos;s own head, kNN or a probe</source>
        <translation>Wessen Vorhersagen: eigener Kopf des Laufs, kNN oder eine Probe</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>From many to few images</source>
        <translation>Von vielen zu wenigen Bildern</translation>
    </message>
    <message>
        <source>As the data set counts them</source>
        <translation>Wie der Datensatz sie zählt</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Where they can be read</source>
        <translation>Wo man sie lesen kann</translation>
    </message>
    <message>
        <source>In all cells</source>
        <translation>In allen Zellen</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Up to %1 classes; without numbers there is a key</source>
        <translation>Bis zu %1 Klassen; ohne Zahlen gibt es eine Legende</translation>
    </message>
    <message>
        <source>Written in</source>
        <translation>Geschrieben in</translation>
    </message>
    <message>
        <source>Per cent</source>
        <translation>Prozent</translation>
    </message>
    <message>
        <source>Shares of 1</source>
        <translation>Anteilen von 1</translation>
    </message>
    <message>
        <source>Decimals</source>
        <translation>Nachkommastellen</translation>
    </message>
    <message>
        <source>As many as tell something</source>
        <translation>So viele wie etwas sagen</translation>
    </message>
    <message>
        <source>The first that there is</source>
        <translation>Die erste, die es gibt</translation>
    </message>
    <message>
        <source>The last one</source>
        <translation>Die letzte</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ConfusionPanel</name>
    <message>
        <source>Per class</source>
        <translation>Je Klasse</translation>
    </message>
    <message>
        <source>Shares of the true class, in per cent</source>
        <translation>Anteile der wahren Klasse, in Prozent</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>Anzahlen</translation>
    </message>
    <message>
        <source>Numbers of test images</source>
        <translation>Anzahlen von Testbildern</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Shares of the second selected run minus those of the first, in points</source>
        <translation>Anteile des zweiten gewählten Laufs minus die des ersten, in Punkten</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Whose predictions: the run&apos;s own head, kNN or a probe</source>
        <translation>Wessen Vorhersagen: eigener Kopf des Laufs, kNN oder eine Probe</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>The epoch of the matrix; at the right end it follows the run</source>
        <translation>Die Epoche der Matrix; am rechten Ende folgt sie dem Lauf</translation>
    </message>
    <message>
        <source>Test images of the cell</source>
        <translation>Testbilder der Zelle</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>Choose a run in the list on the left: what it takes for what stands here.</source>
        <translation>Links in der Liste einen Lauf wählen: Was er wofür hält, steht hier.</translation>
    </message>
    <message>
        <source>Choose two runs in the list on the left, with Ctrl: the second is compared with the first.</source>
        <translation>Links in der Liste mit Strg zwei Läufe wählen: Der zweite wird mit dem ersten verglichen.</translation>
    </message>
    <message>
        <source>Click a cell to see its test images.</source>
        <translation>Eine Zelle anklicken, um ihre Testbilder zu sehen.</translation>
    </message>
    <message>
        <source>Which images these are is kept for one epoch in each tenth of a run, and for the last.</source>
        <translation>Welche Bilder dies sind, wird für eine Epoche in jedem Zehntel eines Laufs und für die letzte aufbewahrt.</translation>
    </message>
    <message>
        <source>Export the matrix</source>
        <translation>Die Matrix exportieren</translation>
    </message>
    <message>
        <source>As a figure: PDF, SVG, PNG, pgfplots, CSV or a table</source>
        <translation>Als Abbildung: PDF, SVG, PNG, pgfplots, CSV oder eine Tabelle</translation>
    </message>
    <message>
        <source>%1: %2. %3</source>
        <translation>%1: %2. %3</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ConfusionView</name>
    <message>
        <source>%1, recognised</source>
        <translation>%1, erkannt</translation>
    </message>
    <message>
        <source>%1 taken for %2</source>
        <translation>%1 für %2 gehalten</translation>
    </message>
    <message>
        <source>%1: %2 % of the class</source>
        <translation>%1: %2 % der Klasse</translation>
    </message>
    <message>
        <source>%1: %2 points</source>
        <translation>%1: %2 Punkte</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n image(s)</source>
        <translation>
            <numerusform>%1: %n Bild</numerusform>
            <numerusform>%1: %n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>Verwechslungsmatrix</translation>
    </message>
    <message>
        <source>Confusion matrix, %1</source>
        <translation>Verwechslungsmatrix, %1</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::CurveControls</name>
    <message>
        <source>Choose the x axis</source>
        <translation>x-Achse wählen</translation>
    </message>
    <message>
        <source>What the x axis counts</source>
        <translation>Was die x-Achse zählt</translation>
    </message>
    <message>
        <source>Choose linear or logarithmic axes</source>
        <translation>Lineare oder logarithmische Achsen wählen</translation>
    </message>
    <message>
        <source>Linear or logarithmic axes</source>
        <translation>Lineare oder logarithmische Achsen</translation>
    </message>
    <message>
        <source>Logarithmic x axis</source>
        <translation>Logarithmische x-Achse</translation>
    </message>
    <message>
        <source>Logarithmic y axis</source>
        <translation>Logarithmische y-Achse</translation>
    </message>
    <message>
        <source>Choose the smoothing</source>
        <translation>Glättung wählen</translation>
    </message>
    <message>
        <source>Debiased moving average (EMA) of what came before; the measured values stay behind it. Figures have it only if you ask for it.</source>
        <translation>Gleitendes Mittel ohne Verzerrung (EMA) über das Bisherige; die gemessenen Werte bleiben dahinter stehen. Abbildungen haben es nur, wenn man es verlangt.</translation>
    </message>
    <message>
        <source>No smoothing</source>
        <translation>Keine Glättung</translation>
    </message>
    <message>
        <source>Moving average, factor %1</source>
        <translation>Gleitendes Mittel, Faktor %1</translation>
    </message>
    <message>
        <source>Joins the selected runs that differ in the seed alone: mean and band</source>
        <translation>Fasst die gewählten Läufe zusammen, die sich nur im Seed unterscheiden: Mittel und Band</translation>
    </message>
    <message>
        <source>Choose a band over seeds</source>
        <translation>Band über Seeds wählen</translation>
    </message>
    <message>
        <source>A plot for each run, with one zoom and one read-out, instead of all in one</source>
        <translation>Ein Bild je Lauf, mit gemeinsamem Ausschnitt und gemeinsamer Ablesung, statt alle in einem</translation>
    </message>
    <message>
        <source>Small multiples</source>
        <translation>Einzelbilder</translation>
    </message>
    <message>
        <source>Small multiples on or off</source>
        <translation>Einzelbilder ein oder aus</translation>
    </message>
    <message>
        <source>For a band select runs of one setting with several seeds (Ctrl+click).</source>
        <translation>Für ein Band wählen Sie Läufe einer Einstellung mit mehreren Seeds (Strg+Klick).</translation>
    </message>
    <message>
        <source>For small multiples select several runs.</source>
        <translation>Für Einzelbilder wählen Sie mehrere Läufe.</translation>
    </message>
    <message>
        <source>x axis</source>
        <translation>x-Achse</translation>
    </message>
    <message>
        <source>By epoch</source>
        <translation>Nach Epoche</translation>
    </message>
    <message>
        <source>By step</source>
        <translation>Nach Schritt</translation>
    </message>
    <message>
        <source>By images</source>
        <translation>Nach Bildern</translation>
    </message>
    <message>
        <source>By time</source>
        <translation>Nach Zeit</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>Achsen</translation>
    </message>
    <message>
        <source>Log x and y</source>
        <translation>Log x und y</translation>
    </message>
    <message>
        <source>Log x</source>
        <translation>Log x</translation>
    </message>
    <message>
        <source>Log y</source>
        <translation>Log y</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Linear</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>EMA %1</source>
        <translation>EMA %1</translation>
    </message>
    <message>
        <source>Not smoothed</source>
        <translation>Ungeglättet</translation>
    </message>
    <message>
        <source>No band</source>
        <translation>Kein Band</translation>
    </message>
    <message>
        <source>Mean ± SD</source>
        <translation>Mittel ± SD</translation>
    </message>
    <message>
        <source>Mean ± SE</source>
        <translation>Mittel ± SE</translation>
    </message>
    <message>
        <source>Mean, min–max</source>
        <translation>Mittel, Min–Max</translation>
    </message>
    <message>
        <source>Mean, 95 %</source>
        <translation>Mittel, 95 %</translation>
    </message>
    <message>
        <source>Band over seeds</source>
        <translation>Band über Seeds</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::CurveFields</name>
    <message>
        <source>A plot for each run</source>
        <translation>Ein Bild je Lauf</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>log x</source>
        <translation>log x</translation>
    </message>
    <message>
        <source>Logarithmic x axis</source>
        <translation>Logarithmische x-Achse</translation>
    </message>
    <message>
        <source>log y</source>
        <translation>log y</translation>
    </message>
    <message>
        <source>Logarithmic y axis</source>
        <translation>Logarithmische y-Achse</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>Joins the runs that differ in the seed alone: mean and band</source>
        <translation>Fasst die Läufe zusammen, die sich nur im Seed unterscheiden: Mittel und Band</translation>
    </message>
    <message>
        <source>Lines are a debiased moving average, which the caption names, with the measured values behind them.</source>
        <translation>Linien sind ein gleitendes Mittel ohne Verzerrung, das die Bildunterschrift nennt, mit den gemessenen Werten dahinter.</translation>
    </message>
    <message>
        <source>Factor of the moving average</source>
        <translation>Faktor des gleitenden Mittels</translation>
    </message>
    <message>
        <source>EMA </source>
        <translation>EMA </translation>
    </message>
    <message>
        <source>Smoothed as on screen</source>
        <translation>Geglättet wie am Bildschirm</translation>
    </message>
    <message>
        <source>Smoothed</source>
        <translation>Geglättet</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::CurveGrid</name>
    <message>
        <source>Curves of %1</source>
        <translation>Kurven von %1</translation>
    </message>
    <message>
        <source>Up and Down choose a curve, Enter shows it alone, Escape brings all back.</source>
        <translation>Auf und Ab wählen eine Kurve, Eingabe zeigt sie allein, Escape holt alle zurück.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::CurvePlot</name>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Left and Right move the read-out, plus and minus zoom, Home shows all.</source>
        <translation>Links und Rechts bewegen die Ablesung, Plus und Minus vergrößern und verkleinern, Pos1 zeigt alles.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::CurveTiles</name>
    <message>
        <source>Overall</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>Worst class</source>
        <translation>Schlechteste Klasse</translation>
    </message>
    <message>
        <source>Gap to twin</source>
        <translation>Abstand zum Zwilling</translation>
    </message>
    <message>
        <source>no run selected</source>
        <translation>kein Lauf gewählt</translation>
    </message>
    <message>
        <source>starts when it is its turn</source>
        <translation>beginnt, wenn er an der Reihe ist</translation>
    </message>
    <message>
        <source>not evaluated yet</source>
        <translation>noch nicht ausgewertet</translation>
    </message>
    <message>
        <source>%1, epoch %2</source>
        <translation>%1, Epoche %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>probe of %1: %2 %</source>
        <translation>Probe von %1: %2 %</translation>
    </message>
    <message>
        <source>
Linear probe on the frozen features: %1</source>
        <translation>
Lineare Probe auf den eingefrorenen Merkmalen: %1</translation>
    </message>
    <message>
        <source>Mean accuracy in % over the third of the classes with many, medium and few training images.</source>
        <translation>Mittlere Genauigkeit in % über das Drittel der Klassen mit vielen, mittel vielen und wenigen Trainingsbildern.</translation>
    </message>
    <message>
        <source>waits for values of both</source>
        <translation>wartet auf Werte beider</translation>
    </message>
    <message>
        <source>The twin is in the list; the gap follows as soon as both have an accuracy at the same epoch.</source>
        <translation>Der Zwilling steht in der Liste; der Abstand folgt, sobald beide eine Genauigkeit in derselben Epoche haben.</translation>
    </message>
    <message>
        <source>no pair yet</source>
        <translation>noch kein Paar</translation>
    </message>
    <message>
        <source>add its imbalanced run</source>
        <translation>unbalancierten Lauf hinzufügen</translation>
    </message>
    <message>
        <source>no twin yet</source>
        <translation>noch kein Zwilling</translation>
    </message>
    <message>
        <source>The gap compares this balanced run with the same run on imbalanced data.
Clone it to the form, untick “Balanced twin” and press Start.</source>
        <translation>Der Abstand vergleicht diesen balancierten Lauf mit demselben Lauf auf unbalancierten Daten.
Ins Formular übernehmen, „Balancierter Zwilling“ abwählen und Start drücken.</translation>
    </message>
    <message numerus="yes">
        <source>%n classes</source>
        <translation>
            <numerusform>%n Klasse</numerusform>
            <numerusform>%n Klassen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %  %2</source>
        <translation>%1 %  %2</translation>
    </message>
    <message>
        <source> and %1 more</source>
        <translation> und %1 weitere</translation>
    </message>
    <message>
        <source>Lowest accuracy of a class by %1: %2</source>
        <translation>Niedrigste Genauigkeit einer Klasse nach %1: %2</translation>
    </message>
    <message>
        <source>Many/medium/few</source>
        <translation>Viele/mittel/wenige</translation>
    </message>
    <message>
        <source>%1; %2 %3</source>
        <translation>%1; %2 %3</translation>
    </message>
    <message>
        <source>Share of the test images that are classified correctly.</source>
        <translation>Anteil der Testbilder, die richtig eingeordnet werden.</translation>
    </message>
    <message>
        <source>probe; %1 %2 %</source>
        <translation>Probe; %1 %2 %</translation>
    </message>
    <message>
        <source>Relative gap: (balanced − imbalanced) / balanced = (%1 − %2) / %1 by %3.
Twin: %4</source>
        <translation>Relative Lücke: (balanciert − unbalanciert) / balanciert = (%1 − %2) / %1 nach %3.
Zwilling: %4</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>importiert</translation>
    </message>
    <message>
        <source>The gap compares a run with its balanced twin; an imported run has none.</source>
        <translation>Die Lücke vergleicht einen Lauf mit seinem balancierten Zwilling; ein importierter Lauf hat keinen.</translation>
    </message>
    <message>
        <source>no accuracy was imported</source>
        <translation>keine Genauigkeit importiert</translation>
    </message>
    <message>
        <source>not known of imported runs</source>
        <translation>bei importierten Läufen nicht bekannt</translation>
    </message>
    <message>
        <source>queue it in the tab Gap</source>
        <translation>im Reiter Lücke einreihen</translation>
    </message>
    <message>
        <source>The gap compares this run with the same run on as many images, but balanced.
The tab Gap has a button that queues the twins that are missing.</source>
        <translation>Die Lücke vergleicht diesen Lauf mit demselben auf ebenso vielen, aber balancierten Bildern.
Der Reiter Lücke hat einen Knopf, der fehlende Zwillinge einreiht.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::CurvesPanel</name>
    <message>
        <source>Per class</source>
        <translation>Je Klasse</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>Overall</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>One curve for each class</source>
        <translation>Eine Kurve je Klasse</translation>
    </message>
    <message>
        <source>Means over the classes with many, medium and few images</source>
        <translation>Mittel über die Klassen mit vielen, mittel vielen und wenigen Bildern</translation>
    </message>
    <message>
        <source>One curve for each selected run</source>
        <translation>Eine Kurve je gewähltem Lauf</translation>
    </message>
    <message>
        <source>Training loss, and sharpness where SAM runs</source>
        <translation>Trainingsverlust, und Schärfe, wo SAM läuft</translation>
    </message>
    <message>
        <source>View: %1</source>
        <translation>Ansicht: %1</translation>
    </message>
    <message>
        <source>Figure as PDF, SVG or PNG, values as CSV (Ctrl+S)</source>
        <translation>Abbildung als PDF, SVG oder PNG, Werte als CSV (Strg+S)</translation>
    </message>
    <message>
        <source>Export the figure</source>
        <translation>Abbildung exportieren</translation>
    </message>
    <message>
        <source>Curves per class</source>
        <translation>Kurven je Klasse</translation>
    </message>
    <message>
        <source>Curves of groups</source>
        <translation>Kurven der Gruppen</translation>
    </message>
    <message>
        <source>Overall accuracy</source>
        <translation>Gesamtgenauigkeit</translation>
    </message>
    <message>
        <source>Loss and sharpness</source>
        <translation>Verlust und Schärfe</translation>
    </message>
    <message>
        <source>Show all classes</source>
        <translation>Alle Klassen zeigen</translation>
    </message>
    <message>
        <source>Show all epochs</source>
        <translation>Alle Epochen zeigen</translation>
    </message>
    <message>
        <source>No run selected</source>
        <translation>Kein Lauf gewählt</translation>
    </message>
    <message>
        <source>Nothing to draw yet</source>
        <translation>Noch nichts zu zeichnen</translation>
    </message>
    <message>
        <source>Choose a run in the list on the left; with Ctrl several are laid over each other.</source>
        <translation>Links in der Liste einen Lauf wählen; mit Strg werden mehrere übereinandergelegt.</translation>
    </message>
    <message>
        <source>Press Start: the first curves grow here within seconds.</source>
        <translation>Start drücken: Die ersten Kurven wachsen hier binnen Sekunden.</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Mean density weight of each class against its size, of rwSAM runs</source>
        <translation>Mittleres Dichtegewicht jeder Klasse gegen ihre Größe, bei rwSAM-Läufen</translation>
    </message>
    <message>
        <source>Density weights</source>
        <translation>Dichtegewichte</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::DatasetDialog</name>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add data set</source>
        <translation>Datensatz hinzufügen</translation>
    </message>
    <message>
        <source>There is a data set &quot;%1&quot; already. Choose another name.</source>
        <translation>Es gibt schon einen Datensatz „%1“. Bitte einen anderen Namen wählen.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::DatasetFields</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>For the form and for --dataset: 1 to 63 of a-z, 0-9, &quot;-&quot; and &quot;_&quot;.</source>
        <translation>Für das Formular und für --dataset: 1 bis 63 Zeichen aus a-z, 0-9, „-“ und „_“.</translation>
    </message>
    <message>
        <source>Folder or archive</source>
        <translation>Ordner oder Archiv</translation>
    </message>
    <message>
        <source>Where the images lie. It can be dropped onto this window too.</source>
        <translation>Wo die Bilder liegen. Der Ordner oder das Archiv kann auch auf dieses Fenster gezogen werden.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Find out by itself</source>
        <translation>Selbst erkennen</translation>
    </message>
    <message>
        <source>How the images lie on disk.</source>
        <translation>Wie die Bilder auf der Platte liegen.</translation>
    </message>
    <message>
        <source>Training list</source>
        <translation>Trainingsliste</translation>
    </message>
    <message>
        <source>A file with the path of an image, a blank and a label on each line.</source>
        <translation>Eine Datei, die in jeder Zeile den Pfad eines Bildes, ein Leerzeichen und die Nummer seiner Klasse hat.</translation>
    </message>
    <message>
        <source>Test list</source>
        <translation>Testliste</translation>
    </message>
    <message>
        <source>The same for the test images.</source>
        <translation>Dasselbe für die Testbilder.</translation>
    </message>
    <message>
        <source>Image size</source>
        <translation>Bildgröße</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Side length that images are scaled to, once; larger images cost more time in training.</source>
        <translation>Seitenlänge, auf die Bilder einmal skaliert werden; größere Bilder kosten beim Training mehr Zeit.</translation>
    </message>
    <message>
        <source>Not square</source>
        <translation>Nicht quadratisch</translation>
    </message>
    <message>
        <source>Keep the centre</source>
        <translation>Mitte behalten</translation>
    </message>
    <message>
        <source>Squash</source>
        <translation>Stauchen</translation>
    </message>
    <message>
        <source>What happens to images that are not square.</source>
        <translation>Was mit Bildern geschieht, die nicht quadratisch sind.</translation>
    </message>
    <message>
        <source>Test share</source>
        <translation>Testanteil</translation>
    </message>
    <message>
        <source>Share of each class that becomes the test set, where one folder has all images.</source>
        <translation>Anteil jeder Klasse, der zur Testmenge wird, wenn ein Ordner alle Bilder enthält.</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>Auswählen: %1</translation>
    </message>
    <message>
        <source>as they are</source>
        <translation>wie sie sind</translation>
    </message>
    <message>
        <source>as the kind has it</source>
        <translation>wie bei der Art üblich</translation>
    </message>
    <message>
        <source>32 px, the default</source>
        <translation>32 px, die Vorgabe</translation>
    </message>
    <message>
        <source>A folder of images in class folders, a folder of arrays (.npy), CIFAR-10, CIFAR-100 or STL-10, as a folder or an archive.</source>
        <translation>Ein Ordner mit Bildern in Klassenordnern, ein Ordner mit Arrays (.npy), CIFAR-10, CIFAR-100 oder STL-10, als Ordner oder Archiv.</translation>
    </message>
    <message>
        <source>Choose a folder or an archive, or drop it here.</source>
        <translation>Wählen Sie einen Ordner oder ein Archiv, oder ziehen Sie es hierher.</translation>
    </message>
    <message>
        <source>Choose the training list and the test list.</source>
        <translation>Wählen Sie die Trainingsliste und die Testliste.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::DatasetService</name>
    <message>
        <source>There is not enough memory for these images.</source>
        <translation>Für diese Bilder reicht der Speicher nicht.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::DatasetView</name>
    <message>
        <source>Reading the data set</source>
        <translation>Der Datensatz wird gelesen</translation>
    </message>
    <message>
        <source>This data set cannot be read</source>
        <translation>Dieser Datensatz kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>SHA-256 of all images and labels. A run on this data set wants the same one.</source>
        <translation>SHA-256 aller Bilder und Klassen. Ein Lauf auf diesem Datensatz verlangt denselben Wert.</translation>
    </message>
    <message>
        <source>Training images per class</source>
        <translation>Trainingsbilder je Klasse</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Reading … %1 images</source>
        <translation>Wird gelesen … %1 Bilder</translation>
    </message>
    <message>
        <source>%1 training and %2 test images · %3 classes · %4 × %5 pixels</source>
        <translation>%1 Trainings- und %2 Testbilder · %3 Klassen · %4 × %5 Pixel</translation>
    </message>
    <message>
        <source>Digest %1…</source>
        <translation>Prüfsumme %1…</translation>
    </message>
    <message>
        <source>The first %1 classes</source>
        <translation>Die ersten %1 Klassen</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::DockTitle</name>
    <message>
        <source>Close the panel %1</source>
        <translation>Bereich %1 schließen</translation>
    </message>
    <message>
        <source>Close this panel; the View menu brings it back.</source>
        <translation>Diesen Bereich schließen; das Menü Ansicht bringt ihn zurück.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::EngineAnswer</name>
    <message>
        <source>The engine could not be started: %1</source>
        <translation>Die Engine konnte nicht gestartet werden: %1</translation>
    </message>
    <message>
        <source>The engine gave no answer (exit status %1).</source>
        <translation>Die Engine gab keine Antwort (Exit-Status %1).</translation>
    </message>
    <message>
        <source>The training engine (skewscope-engine) was not found beside this program or in the PATH.</source>
        <translation>Die Trainings-Engine (skewscope-engine) wurde weder neben diesem Programm noch im PATH gefunden.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::EngineProcess</name>
    <message>
        <source>%1 bytes of progress came faster than they can be shown and were skipped.</source>
        <translation>%1 Byte Fortschritt kamen schneller, als sie gezeigt werden können, und wurden übersprungen.</translation>
    </message>
    <message>
        <source>Not understood from the engine: %1</source>
        <translation>Von der Engine nicht verstanden: %1</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::EvaluateDialog</name>
    <message>
        <source>Evaluate %1. What you choose joins the queue; its numbers are stored with the run, and which protocol gave them.</source>
        <translation>%1 auswerten. Was gewählt wird, kommt in die Warteschlange; die Zahlen werden mit dem Lauf gespeichert, und auch, welches Protokoll sie ergab.</translation>
    </message>
    <message>
        <source>Images per class</source>
        <translation>Bilder je Klasse</translation>
    </message>
    <message>
        <source>Of the few-shot probe</source>
        <translation>Der Few-Shot-Probe</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>Selections of the few-shot probe; views of an image for the loss gap</source>
        <translation>Auswahlen der Few-Shot-Probe; Ansichten eines Bildes für die Verlustlücke</translation>
    </message>
    <message>
        <source>Target data set</source>
        <translation>Zieldatensatz</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>Auswerten</translation>
    </message>
    <message>
        <source>This run is not trained yet: its numbers are made when it is.</source>
        <translation>Dieser Lauf ist noch nicht trainiert: Seine Zahlen entstehen, wenn er es ist.</translation>
    </message>
    <message>
        <source>Numbers of runs that are not trained yet are made when they are.</source>
        <translation>Zahlen von Läufen, die noch nicht trainiert sind, entstehen, wenn sie es sind.</translation>
    </message>
    <message>
        <source>Images of the map</source>
        <translation>Bilder der Karte</translation>
    </message>
    <message>
        <source>Test images of the feature map at most, class-balanced</source>
        <translation>Höchstens so viele Testbilder der Merkmalskarte, gleich viele je Klasse</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ExperimentDialog</name>
    <message>
        <source>Kind of experiment</source>
        <translation>Art des Experiments</translation>
    </message>
    <message>
        <source>Ratios r</source>
        <translation>Verhältnisse r</translation>
    </message>
    <message>
        <source>Imbalance ratios, comma-separated: 0.1, 0.01</source>
        <translation>Verhältnisse, durch Kommas getrennt: 0.1, 0.01</translation>
    </message>
    <message>
        <source>Sizes</source>
        <translation>Größen</translation>
    </message>
    <message>
        <source>Factors of the largest class&apos;s images, comma-separated: 1, 0.5, 0.25</source>
        <translation>Faktoren der Bilder der größten Klasse, durch Kommas getrennt: 1, 0.5, 0.25</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>One run of each setting for each seed; the table has means and deviations</source>
        <translation>Für jeden Seed ein Lauf jeder Einstellung; die Tabelle hat Mittelwerte und Abweichungen</translation>
    </message>
    <message>
        <source>Queue the runs</source>
        <translation>Läufe einreihen</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s); those that the store has already are not trained again.</source>
        <translation>
            <numerusform>%n Lauf; was der Speicher schon hat, wird nicht noch einmal trainiert.</numerusform>
            <numerusform>%n Läufe; was der Speicher schon hat, wird nicht noch einmal trainiert.</numerusform>
        </translation>
    </message>
    <message>
        <source>New experiment</source>
        <translation>Neues Experiment</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Out of domain</source>
        <translation>Fremde Daten</translation>
    </message>
    <message>
        <source>A data set that the features are probed on besides their own</source>
        <translation>Ein Datensatz, auf dem die Merkmale außer auf ihrem eigenen geprüft werden</translation>
    </message>
    <message>
        <source>Name the folder of the data set that the features are probed on.</source>
        <translation>Der Ordner des Datensatzes, auf dem die Merkmale geprüft werden, fehlt.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ExperimentsPanel</name>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Grids of runs with tables that fill as the queue is worked off.</source>
        <translation>Gitter von Läufen, deren Tabellen sich füllen, während die Warteschlange abgearbeitet wird.</translation>
    </message>
    <message>
        <source>New experiment …</source>
        <translation>Neues Experiment …</translation>
    </message>
    <message>
        <source>Experiments</source>
        <translation>Experimente</translation>
    </message>
    <message>
        <source>No experiment yet.

The relative gap on the embedded images takes about five minutes on two cores:
press New experiment and queue its runs.</source>
        <translation>Noch kein Experiment.

Die relative Lücke auf den eingebauten Bildern dauert etwa fünf Minuten auf zwei Kernen:
Neues Experiment drücken und die Läufe einreihen.</translation>
    </message>
    <message>
        <source>%1 — %2 of %3 runs done</source>
        <translation>%1 — %2 von %3 Läufen fertig</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>N = %1</source>
        <translation>N = %1</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>Was gezeichnet wird</translation>
    </message>
    <message>
        <source>Export the figure</source>
        <translation>Abbildung exportieren</translation>
    </message>
    <message>
        <source>Write the figure as PDF, SVG, PNG or CSV (Ctrl+S)</source>
        <translation>Abbildung als PDF, SVG, PNG oder CSV schreiben (Strg+S)</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::FigureDialog</name>
    <message>
        <source>Export the figure</source>
        <translation>Abbildung exportieren</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Abbildung</translation>
    </message>
    <message>
        <source>Figure: %1</source>
        <translation>Abbildung: %1</translation>
    </message>
    <message>
        <source>Name in the list of figures</source>
        <translation>Name in der Liste der Abbildungen</translation>
    </message>
    <message>
        <source>Keep in the store</source>
        <translation>Im Speicher behalten</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Kept figures are in the tab Figures, and for `skewscope figure export`</source>
        <translation>Behaltene Abbildungen stehen im Reiter Abbildungen und für `skewscope figure export` bereit</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>PDF, SVG, PNG, pgfplots, CSV or a table; with all values</source>
        <translation>PDF, SVG, PNG, pgfplots, CSV oder eine Tabelle; mit allen Werten</translation>
    </message>
    <message>
        <source>Reading the values …</source>
        <translation>Die Werte werden gelesen …</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
    <message>
        <source>“%1” is in the tab Figures.</source>
        <translation>„%1“ steht im Reiter Abbildungen.</translation>
    </message>
    <message>
        <source>There are changes that are not saved. Close again to drop them.</source>
        <translation>Es gibt Änderungen, die nicht gespeichert sind. Noch einmal schließen verwirft sie.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>Rückgängig: %1</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>Wiederholen: %1</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::FigureEditor</name>
    <message>
        <source>Shows</source>
        <translation>Zeigt</translation>
    </message>
    <message>
        <source>Accuracy per class</source>
        <translation>Genauigkeit je Klasse</translation>
    </message>
    <message>
        <source>Accuracy of groups</source>
        <translation>Genauigkeit der Gruppen</translation>
    </message>
    <message>
        <source>Overall accuracy</source>
        <translation>Gesamtgenauigkeit</translation>
    </message>
    <message>
        <source>Loss and sharpness</source>
        <translation>Verlust und Schärfe</translation>
    </message>
    <message>
        <source>Density weights</source>
        <translation>Dichtegewichte</translation>
    </message>
    <message>
        <source>Summary against the twins</source>
        <translation>Vergleich mit den Zwillingen</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Above the figure</source>
        <translation>Über der Abbildung</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Own size</source>
        <translation>Eigene Größe</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> mm</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>×</source>
        <translation>×</translation>
    </message>
    <message>
        <source>Font</source>
        <translation>Schrift</translation>
    </message>
    <message>
        <source>As in the window</source>
        <translation>Wie im Fenster</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> pt</translation>
    </message>
    <message>
        <source>Type size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Width of lines</source>
        <translation>Linienbreite</translation>
    </message>
    <message>
        <source>lines</source>
        <translation>Linien</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Grad</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Legende</translation>
    </message>
    <message>
        <source>Beside the curves</source>
        <translation>Neben den Kurven</translation>
    </message>
    <message>
        <source>Above</source>
        <translation>Oben</translation>
    </message>
    <message>
        <source>On the right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Below</source>
        <translation>Unten</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Panel letter</source>
        <translation>Buchstabe des Teilbilds</translation>
    </message>
    <message>
        <source>none; a, (a) or A.</source>
        <translation>keiner; a, (a) oder A.</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Buchstabe</translation>
    </message>
    <message>
        <source>White paper</source>
        <translation>Weißes Papier</translation>
    </message>
    <message>
        <source>Ground</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source> dpi</source>
        <translation> dpi</translation>
    </message>
    <message>
        <source>Resolution of a PNG</source>
        <translation>Auflösung eines PNG</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>ticks at</source>
        <translation>Marken bei</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>y</source>
        <translation>y</translation>
    </message>
    <message>
        <source>2nd y</source>
        <translation>2. y</translation>
    </message>
    <message>
        <source>Axis %1 from</source>
        <translation>Achse %1 von</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>auto</translation>
    </message>
    <message>
        <source>Axis %1 to</source>
        <translation>Achse %1 bis</translation>
    </message>
    <message>
        <source>Ticks of axis %1</source>
        <translation>Marken der Achse %1</translation>
    </message>
    <message>
        <source>0; 50; 100</source>
        <translation>0; 50; 100</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>Achsen</translation>
    </message>
    <message numerus="yes">
        <source>%n class(es) left out</source>
        <translation>
            <numerusform>%n Klasse weggelassen</numerusform>
            <numerusform>%n Klassen weggelassen</numerusform>
        </translation>
    </message>
    <message>
        <source>As on screen</source>
        <translation>Wie am Bildschirm</translation>
    </message>
    <message>
        <source>“%1” is not a number.</source>
        <translation>„%1“ ist keine Zahl.</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>Verwechslungsmatrix</translation>
    </message>
    <message>
        <source>Where there are no numbers</source>
        <translation>Wo keine Zahlen stehen</translation>
    </message>
    <message>
        <source>Feature map</source>
        <translation>Merkmalskarte</translation>
    </message>
    <message>
        <source>points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>Size of points</source>
        <translation>Größe der Punkte</translation>
    </message>
    <message>
        <source>Where it takes least room</source>
        <translation>Wo sie am wenigsten Platz braucht</translation>
    </message>
    <message numerus="yes">
        <source>%n group(s) left out</source>
        <translation>
            <numerusform>%n Gruppe weggelassen</numerusform>
            <numerusform>%n Gruppen weggelassen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::FigurePreview</name>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>%1 × %2 mm, shown at %3 %</source>
        <translation>%1 × %2 mm, gezeigt bei %3 %</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::FiguresPanel</name>
    <message>
        <source>curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>density weights</source>
        <translation>Dichtegewichte</translation>
    </message>
    <message>
        <source>summary</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>experiment</source>
        <translation>Experiment</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Abbildungen</translation>
    </message>
    <message>
        <source>Delete the figure</source>
        <translation>Die Abbildung löschen</translation>
    </message>
    <message>
        <source>Edit …</source>
        <translation>Bearbeiten …</translation>
    </message>
    <message>
        <source>Size, type, colours, key and axes</source>
        <translation>Größe, Schrift, Farben, Legende und Achsen</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Verdoppeln</translation>
    </message>
    <message>
        <source>A second figure with the same settings</source>
        <translation>Eine zweite Abbildung mit denselben Einstellungen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Takes the figure out of the list; its runs stay</source>
        <translation>Nimmt die Abbildung aus der Liste; ihre Läufe bleiben</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>PDF, SVG, PNG, pgfplots, CSV or a table (Ctrl+S)</source>
        <translation>PDF, SVG, PNG, pgfplots, CSV oder eine Tabelle (Strg+S)</translation>
    </message>
    <message>
        <source>Export the figure</source>
        <translation>Die Abbildung exportieren</translation>
    </message>
    <message>
        <source>Figures that are kept. A PDF, SVG or PNG that was exported opens again when it is dropped here.</source>
        <translation>Abbildungen, die behalten werden. Ein exportiertes PDF, SVG oder PNG öffnet sich wieder, wenn es hier abgelegt wird.</translation>
    </message>
    <message>
        <source>Open a file …</source>
        <translation>Datei öffnen …</translation>
    </message>
    <message>
        <source>Open a figure</source>
        <translation>Eine Abbildung öffnen</translation>
    </message>
    <message>
        <source>Exported figures (*.pdf *.svg *.png *.tikz *.json);;All files (*)</source>
        <translation>Exportierte Abbildungen (*.pdf *.svg *.png *.tikz *.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>%1, %2 × %3 mm</source>
        <translation>%1, %2 × %3 mm</translation>
    </message>
    <message>
        <source>Reading the values …</source>
        <translation>Die Werte werden gelesen …</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (Kopie)</translation>
    </message>
    <message>
        <source>“%1” is deleted.</source>
        <translation>„%1“ ist gelöscht.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>relative gap</source>
        <translation>relative Lücke</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>duplicate “%1”</source>
        <translation>„%1“ verdoppeln</translation>
    </message>
    <message>
        <source>delete “%1”</source>
        <translation>„%1“ löschen</translation>
    </message>
    <message>
        <source>restore “%1”</source>
        <translation>„%1“ wiederherstellen</translation>
    </message>
    <message>
        <source>confusion matrix</source>
        <translation>Verwechslungsmatrix</translation>
    </message>
    <message>
        <source>feature map</source>
        <translation>Merkmalskarte</translation>
    </message>
    <message>
        <source>No figure is kept yet.

Export … in the other tabs shows a figure as it will be printed;
“Keep in the store” puts it here.</source>
        <translation>Noch wird keine Abbildung behalten.

„Exportieren …“ in den anderen Reitern zeigt eine Abbildung, wie sie gedruckt wird;
„Im Speicher behalten“ legt sie hier ab.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::GapPanel</name>
    <message>
        <source>Against r</source>
        <translation>Gegen r</translation>
    </message>
    <message>
        <source>Relative gap by imbalance ratio</source>
        <translation>Relative Lücke nach Ungleichgewicht r</translation>
    </message>
    <message>
        <source>Against n</source>
        <translation>Gegen n</translation>
    </message>
    <message>
        <source>Relative gap by the number of training images</source>
        <translation>Relative Lücke nach der Zahl der Trainingsbilder</translation>
    </message>
    <message>
        <source>Which runs</source>
        <translation>Welche Läufe</translation>
    </message>
    <message>
        <source>All pairs of the store, or those of the selected runs</source>
        <translation>Alle Paare des Speichers, oder die der gewählten Läufe</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation>Alle Läufe</translation>
    </message>
    <message>
        <source>Selected runs</source>
        <translation>Gewählte Läufe</translation>
    </message>
    <message>
        <source>Export the figure</source>
        <translation>Abbildung exportieren</translation>
    </message>
    <message>
        <source>Write the figure as PDF, SVG, PNG, pgfplots or CSV (Ctrl+S)</source>
        <translation>Die Abbildung als PDF, SVG, PNG, pgfplots oder CSV schreiben (Strg+S)</translation>
    </message>
    <message>
        <source>Accuracy in domain</source>
        <translation>Genauigkeit in der Domäne</translation>
    </message>
    <message>
        <source>What run and twin are compared by; compare modes by a probe</source>
        <translation>Woran Lauf und Zwilling verglichen werden; Modi vergleicht man an einer Probe</translation>
    </message>
    <message>
        <source>Accuracy out of domain</source>
        <translation>Genauigkeit außerhalb der Domäne</translation>
    </message>
    <message>
        <source>The second chart: the gap on another data set</source>
        <translation>Das zweite Diagramm: die Lücke auf einem anderen Datensatz</translation>
    </message>
    <message>
        <source>Band over seeds</source>
        <translation>Band über Seeds</translation>
    </message>
    <message>
        <source>What the bars at the points are</source>
        <translation>Was die Balken an den Punkten sind</translation>
    </message>
    <message>
        <source>Bars: %1</source>
        <translation>Balken: %1</translation>
    </message>
    <message>
        <source>Queue the twins …</source>
        <translation>Zwillinge einreihen …</translation>
    </message>
    <message>
        <source>No second chart</source>
        <translation>Kein zweites Diagramm</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Choose imbalanced runs in the list on the left, or “All runs” above.</source>
        <translation>Unbalancierte Läufe in der Liste links wählen, oder oben „Alle Läufe“.</translation>
    </message>
    <message>
        <source>No imbalanced runs yet: start one with “+ twin” in the form on the right.</source>
        <translation>Noch keine unbalancierten Läufe: einen mit „+ Zwilling“ im Formular rechts starten.</translation>
    </message>
    <message>
        <source>No gap yet: it takes each run&apos;s balanced twin. Queue the twins above.</source>
        <translation>Noch keine Lücke: dazu gehört der balancierte Zwilling jedes Laufs. Oben lassen sich die Zwillinge einreihen.</translation>
    </message>
    <message>
        <source>No gap yet: a point is drawn as soon as a run and its balanced twin are trained.</source>
        <translation>Noch keine Lücke: ein Punkt erscheint, sobald ein Lauf und sein balancierter Zwilling trainiert sind.</translation>
    </message>
    <message numerus="yes">
        <source>%n balanced twin(s) are added to the queue.</source>
        <translation>
            <numerusform>%n balancierter Zwilling kommt in die Warteschlange.</numerusform>
            <numerusform>%n balancierte Zwillinge kommen in die Warteschlange.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n that had stopped go on.</source>
        <translation>
            <numerusform>%n, der stehen geblieben war, läuft weiter.</numerusform>
            <numerusform>%n, die stehen geblieben waren, laufen weiter.</numerusform>
        </translation>
    </message>
    <message>
        <source>Queue the twins</source>
        <translation>Zwillinge einreihen</translation>
    </message>
    <message>
        <source>Queue the balanced twins?</source>
        <translation>Die balancierten Zwillinge einreihen?</translation>
    </message>
    <message>
        <source>Queue them</source>
        <translation>Einreihen</translation>
    </message>
    <message numerus="yes">
        <source>%n balanced twin(s) joined the queue.</source>
        <translation>
            <numerusform>%n balancierter Zwilling ist eingereiht.</numerusform>
            <numerusform>%n balancierte Zwillinge sind eingereiht.</numerusform>
        </translation>
    </message>
    <message>
        <source>Each takes as long as its run, and is evaluated as it was. Twins that the store has already are used as they are.</source>
        <translation>Jeder dauert so lange wie sein Lauf und wird ausgewertet wie er. Zwillinge, die schon da sind, werden genommen, wie sie sind.</translation>
    </message>
    <message numerus="yes">
        <source>%n imbalanced run(s) without a balanced twin: not in the chart.</source>
        <translation>
            <numerusform>%n unbalancierter Lauf ohne balancierten Zwilling: nicht im Diagramm.</numerusform>
            <numerusform>%n unbalancierte Läufe ohne balancierten Zwilling: nicht im Diagramm.</numerusform>
        </translation>
    </message>
    <message>
        <source>Click a point, or press Enter, to select its runs and twins in the list of runs.</source>
        <translation>Ein Klick auf einen Punkt, oder die Eingabetaste, wählt seine Läufe und Zwillinge in der Liste der Läufe.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::GroupsPanel</name>
    <message>
        <source>Group by</source>
        <translation>Gruppieren nach</translation>
    </message>
    <message>
        <source>Options that the runs of a group agree in</source>
        <translation>Optionen, in denen die Läufe einer Gruppe übereinstimmen</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Metrics that are averaged over each group</source>
        <translation>Metriken, die über jede Gruppe gemittelt werden</translation>
    </message>
    <message>
        <source>What is taken of each run&apos;s curve before it is averaged over the runs</source>
        <translation>Was von der Kurve jedes Laufs genommen wird, bevor über die Läufe gemittelt wird</translation>
    </message>
    <message>
        <source>Groups of runs</source>
        <translation>Gruppen von Läufen</translation>
    </message>
    <message>
        <source>No runs in the list on the left: each group of runs that differ in their seeds alone stands here with mean and standard deviation.</source>
        <translation>Keine Läufe in der Liste links: Jede Gruppe von Läufen, die sich nur im Startwert unterscheiden, steht hier mit Mittel und Standardabweichung.</translation>
    </message>
    <message>
        <source>Enter or a double click selects the runs of a group, to see them in the other tabs.</source>
        <translation>Eingabe oder Doppelklick wählt die Läufe einer Gruppe, um sie in den anderen Reitern zu sehen.</translation>
    </message>
    <message>
        <source>All that differs but the seed</source>
        <translation>Alles Unterschiedliche außer dem Startwert</translation>
    </message>
    <message>
        <source>The same in all of them</source>
        <translation>In allen gleich</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation>Alle Läufe</translation>
    </message>
    <message>
        <source>mean ± standard deviation, N = %1</source>
        <translation>Mittel ± Standardabweichung, N = %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>Startwert %1</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>%1 (%)</source>
        <translation>%1 (%)</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::HistogramView</name>
    <message>
        <source>Images per class</source>
        <translation>Bilder je Klasse</translation>
    </message>
    <message>
        <source>n %1</source>
        <translation>n %1</translation>
    </message>
    <message>
        <source>%1: %2 images</source>
        <translation>%1: %2 Bilder</translation>
    </message>
    <message>
        <source>%1: n %2</source>
        <translation>%1: n %2</translation>
    </message>
    <message>
        <source>%1 · balanced, %2 each</source>
        <translation>%1 · balanciert, je %2</translation>
    </message>
    <message>
        <source>%1 · line: twin, %2 each</source>
        <translation>%1 · Linie: Zwilling, je %2</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ImageGrid</name>
    <message>
        <source>Example images</source>
        <translation>Beispielbilder</translation>
    </message>
    <message>
        <source>%1: %2 training images</source>
        <translation>%1: %2 Trainingsbilder</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::LogDrawer</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Nothing has been logged yet. What the engine says while it trains appears here.</source>
        <translation>Noch keine Meldungen. Was die Engine beim Training mitteilt, erscheint hier.</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::MainWindow</name>
    <message>
        <source>%1 – Skewscope</source>
        <translation>%1 – Skewscope</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>Neuer Lauf</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Open another store…</source>
        <translation>Anderen Speicher öffnen…</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Protokoll zeigen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) wait in the queue from an earlier session.</source>
        <translation>
            <numerusform>%n Lauf wartet noch aus einer früheren Sitzung.</numerusform>
            <numerusform>%n Läufe warten noch aus einer früheren Sitzung.</numerusform>
        </translation>
    </message>
    <message>
        <source>Start them</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>The engine has not reacted to Stop. It may still be writing its checkpoint; if it is killed, the run resumes from the checkpoint before.</source>
        <translation>Die Engine hat auf Stopp nicht reagiert. Vielleicht schreibt sie noch ihren Checkpoint; wird sie abgebrochen, setzt der Lauf beim vorigen Checkpoint fort.</translation>
    </message>
    <message>
        <source>Kill the engine</source>
        <translation>Engine abbrechen</translation>
    </message>
    <message>
        <source>The store is not open.</source>
        <translation>Der Speicher ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1 ist fehlgeschlagen: %2</translation>
    </message>
    <message>
        <source>Start the queue</source>
        <translation>Warteschlange starten</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) wait.</source>
        <translation>
            <numerusform>%n Lauf wartet.</numerusform>
            <numerusform>%n Läufe warten.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is stopped, its checkpoint is written.</source>
        <translation>%1 ist angehalten, der Checkpoint ist geschrieben.</translation>
    </message>
    <message>
        <source>%1 is done.</source>
        <translation>%1 ist fertig.</translation>
    </message>
    <message>
        <source>The run</source>
        <translation>Der Lauf</translation>
    </message>
    <message>
        <source>The engine writes its checkpoint; then the window closes.</source>
        <translation>Die Engine schreibt ihren Checkpoint; dann schließt das Fenster.</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open store…</source>
        <translation>Speicher ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>&amp;New store…</source>
        <translation>&amp;Neuer Speicher…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Runs</source>
        <translation>&amp;Läufe</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Start</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>S&amp;topp</translation>
    </message>
    <message>
        <source>Start the &amp;queue</source>
        <translation>&amp;Warteschlange starten</translation>
    </message>
    <message>
        <source>Mode: supervised</source>
        <translation>Modus: überwacht</translation>
    </message>
    <message>
        <source>Mode: self-supervised</source>
        <translation>Modus: selbstüberwacht</translation>
    </message>
    <message>
        <source>Mode: rwSAM</source>
        <translation>Modus: rwSAM</translation>
    </message>
    <message>
        <source>Imbalance &amp;ratio</source>
        <translation>Un&amp;gleichgewicht</translation>
    </message>
    <message>
        <source>Advanced options</source>
        <translation>Erweiterte Optionen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Colours of the system</source>
        <translation>Farben des Systems</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Keyboard &amp;shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Documentation</source>
        <translation>&amp;Dokumentation</translation>
    </message>
    <message>
        <source>&amp;About Skewscope</source>
        <translation>&amp;Über Skewscope</translation>
    </message>
    <message>
        <source>Skewscope stores (*.skewscope);;All files (*)</source>
        <translation>Skewscope-Speicher (*.skewscope);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>New store</source>
        <translation>Neuer Speicher</translation>
    </message>
    <message>
        <source>Open store</source>
        <translation>Speicher öffnen</translation>
    </message>
    <message>
        <source>About Skewscope</source>
        <translation>Über Skewscope</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Skewscope %1&lt;/h3&gt;&lt;p&gt;Experiment explorer for research on class imbalance.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Skewscope %1&lt;/h3&gt;&lt;p&gt;Werkzeug für Experimente zu unausgewogenen Klassen.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. Qt %1.</source>
        <translation>Freie Software unter der GNU General Public License, Version 3 oder später. Qt %1.</translation>
    </message>
    <message>
        <source>Experiments</source>
        <translation>Experimente</translation>
    </message>
    <message>
        <source>The paper&apos;s grids of runs, with their tables</source>
        <translation>Die Gitter von Läufen der Arbeit, mit ihren Tabellen</translation>
    </message>
    <message>
        <source>Labs</source>
        <translation>Labor</translation>
    </message>
    <message>
        <source>The paper&apos;s toy model, solved while you move its parameters</source>
        <translation>Das Spielzeugmodell der Arbeit, gelöst, während Sie seine Parameter bewegen</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Tab: curves</source>
        <translation>Reiter: Kurven</translation>
    </message>
    <message>
        <source>Tab: experiments</source>
        <translation>Reiter: Experimente</translation>
    </message>
    <message>
        <source>Tab: labs</source>
        <translation>Reiter: Labor</translation>
    </message>
    <message>
        <source>Clone to the form</source>
        <translation>Ins Formular übernehmen</translation>
    </message>
    <message>
        <source>Add &amp;data set…</source>
        <translation>&amp;Datensatz hinzufügen…</translation>
    </message>
    <message>
        <source>The data set %1 is added and chosen for the next run.</source>
        <translation>Der Datensatz %1 ist hinzugefügt und für den nächsten Lauf gewählt.</translation>
    </message>
    <message>
        <source>&amp;Export the figure…</source>
        <translation>Abbildung &amp;exportieren …</translation>
    </message>
    <message>
        <source>The selected runs over their epochs</source>
        <translation>Die gewählten Läufe über ihre Epochen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>What the selected runs differ in</source>
        <translation>Worin sich die gewählten Läufe unterscheiden</translation>
    </message>
    <message>
        <source>Tab: compare</source>
        <translation>Reiter: Vergleich</translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation>Verwechslungen</translation>
    </message>
    <message>
        <source>What the selected run takes for what</source>
        <translation>Was der gewählte Lauf wofür hält</translation>
    </message>
    <message>
        <source>Tab: confusion</source>
        <translation>Reiter: Verwechslungen</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>The listed runs in groups, averaged over their seeds</source>
        <translation>Die gelisteten Läufe in Gruppen, über ihre Startwerte gemittelt</translation>
    </message>
    <message>
        <source>Tab: groups</source>
        <translation>Reiter: Gruppen</translation>
    </message>
    <message>
        <source>&amp;Find a command or a run…</source>
        <translation>Befehl oder Lauf &amp;finden …</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>… und %1 weitere</translation>
    </message>
    <message>
        <source>Import event files</source>
        <translation>Event-Dateien importieren</translation>
    </message>
    <message>
        <source>Import runs</source>
        <translation>Läufe importieren</translation>
    </message>
    <message>
        <source>Event files of TensorBoard and CSV files (*tfevents* *.csv);;All files (*)</source>
        <translation>Event-Dateien von TensorBoard und CSV-Dateien (*tfevents* *.csv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Reading what is to be imported …</source>
        <translation>Liest, was importiert werden soll …</translation>
    </message>
    <message>
        <source>Imported “%1”: %2.</source>
        <translation>„%1“ importiert: %2.</translation>
    </message>
    <message numerus="yes">
        <source>Imported %n run(s).</source>
        <translation>
            <numerusform>%n Lauf importiert.</numerusform>
            <numerusform>%n Läufe importiert.</numerusform>
        </translation>
    </message>
    <message>
        <source>They are per cent</source>
        <translation>Es sind Prozent</translation>
    </message>
    <message>
        <source>&amp;Import runs…</source>
        <translation>Läufe &amp;importieren…</translation>
    </message>
    <message>
        <source>Import a &amp;folder of event files…</source>
        <translation>&amp;Ordner mit Event-Dateien importieren…</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Abbildungen</translation>
    </message>
    <message>
        <source>Figures for papers and slides that are kept</source>
        <translation>Abbildungen für Artikel und Folien, die behalten werden</translation>
    </message>
    <message>
        <source>Tab: figures</source>
        <translation>Reiter: Abbildungen</translation>
    </message>
    <message>
        <source>&amp;Report of the selected runs…</source>
        <translation>&amp;Bericht über die gewählten Läufe …</translation>
    </message>
    <message>
        <source>Choose the runs of the report in the list.</source>
        <translation>Die Läufe des Berichts in der Liste wählen.</translation>
    </message>
    <message>
        <source>Report of the selected runs</source>
        <translation>Bericht über die gewählten Läufe</translation>
    </message>
    <message>
        <source>Web pages (*.html)</source>
        <translation>Webseiten (*.html)</translation>
    </message>
    <message>
        <source>The report is being written …</source>
        <translation>Der Bericht wird geschrieben …</translation>
    </message>
    <message>
        <source>Wrote %1.</source>
        <translation>%1 geschrieben.</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>All tabs</source>
        <translation>Alle Reiter</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>The classes of the selected runs</source>
        <translation>Die Klassen der gewählten Läufe</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>What imbalance takes: the relative gap of each run to its balanced twin</source>
        <translation>Was das Ungleichgewicht kostet: die relative Lücke jedes Laufs zu seinem balancierten Zwilling</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Where the test images lie among the features</source>
        <translation>Wo die Testbilder unter den Merkmalen liegen</translation>
    </message>
    <message>
        <source>Tab: classes</source>
        <translation>Reiter: Klassen</translation>
    </message>
    <message>
        <source>Tab: gap</source>
        <translation>Reiter: Lücke</translation>
    </message>
    <message>
        <source>Tab: map</source>
        <translation>Reiter: Karte</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>Rückgängig: %1</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>Wiederholen: %1</translation>
    </message>
    <message>
        <source>Saved &amp;views</source>
        <translation>Gespeicherte &amp;Ansichten</translation>
    </message>
    <message>
        <source>&amp;Save view …</source>
        <translation>Ansicht &amp;speichern …</translation>
    </message>
    <message>
        <source>&amp;Rename or delete views …</source>
        <translation>Ansichten &amp;umbenennen oder löschen …</translation>
    </message>
    <message>
        <source>Saved view %1</source>
        <translation>Gespeicherte Ansicht %1</translation>
    </message>
    <message>
        <source>Save view</source>
        <translation>Ansicht speichern</translation>
    </message>
    <message>
        <source>Name of the view; one that has it already is replaced:</source>
        <translation>Name der Ansicht; eine, die ihn schon hat, wird ersetzt:</translation>
    </message>
    <message>
        <source>View %1</source>
        <translation>Ansicht %1</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>The view “%1” is saved: View &gt; Saved views shows it again.</source>
        <translation>Die Ansicht „%1“ ist gespeichert: Ansicht &gt; Gespeicherte Ansichten zeigt sie wieder.</translation>
    </message>
    <message>
        <source>Name of the view</source>
        <translation>Name der Ansicht</translation>
    </message>
    <message>
        <source>view “%1”</source>
        <translation>Ansicht „%1“</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) of the view “%1” are gone; the rest is shown.</source>
        <translation>
            <numerusform>%n Lauf der Ansicht „%1“ ist nicht mehr da; der Rest wird gezeigt.</numerusform>
            <numerusform>%n Läufe der Ansicht „%1“ sind nicht mehr da; der Rest wird gezeigt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Parallel</source>
        <translation>Parallel</translation>
    </message>
    <message>
        <source>The listed runs as lines over their settings and a result</source>
        <translation>Die Läufe der Liste als Linien über ihren Einstellungen und einem Ergebnis</translation>
    </message>
    <message>
        <source>Tab: parallel</source>
        <translation>Reiter: Parallel</translation>
    </message>
    <message>
        <source>Resume on the processor</source>
        <translation>Auf dem Prozessor fortsetzen</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::MapFields</name>
    <message>
        <source>Projection</source>
        <translation>Projektion</translation>
    </message>
    <message>
        <source>t-SNE</source>
        <translation>t-SNE</translation>
    </message>
    <message>
        <source>Principal components</source>
        <translation>Hauptkomponenten</translation>
    </message>
    <message>
        <source>Colours of</source>
        <translation>Farben nach</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Right and wrong predictions</source>
        <translation>Richtige und falsche Vorhersagen</translation>
    </message>
    <message>
        <source>Mean density weights</source>
        <translation>Mittlere Dichtegewichte</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Whose predictions: the run&apos;s own head, kNN or a probe</source>
        <translation>Wessen Vorhersagen: eigener Kopf des Laufs, kNN oder eine Probe</translation>
    </message>
    <message>
        <source>The first that there is</source>
        <translation>Die erste, die es gibt</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::MapPanel</name>
    <message>
        <source>t-SNE</source>
        <translation>t-SNE</translation>
    </message>
    <message>
        <source>Near images are near each other; distances of groups mean little</source>
        <translation>Ähnliche Bilder liegen beieinander; Abstände von Gruppen besagen wenig</translation>
    </message>
    <message>
        <source>PCA</source>
        <translation>PCA</translation>
    </message>
    <message>
        <source>The two directions of largest variance</source>
        <translation>Die zwei Richtungen der größten Varianz</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Colours of the classes, from many (cool) to few (warm)</source>
        <translation>Farben der Klassen, von vielen (kühl) zu wenigen Bildern (warm)</translation>
    </message>
    <message>
        <source>Right or wrong</source>
        <translation>Richtig oder falsch</translation>
    </message>
    <message>
        <source>Whether the predicted class is the true one</source>
        <translation>Ob die vorhergesagte Klasse die wahre ist</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Mean density weight of each class, of a rwSAM run</source>
        <translation>Mittleres Dichtegewicht jeder Klasse, bei einem rwSAM-Lauf</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Whose predictions: the run&apos;s own head, kNN or a probe</source>
        <translation>Wessen Vorhersagen: eigener Kopf des Laufs, kNN oder eine Probe</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>Lasso</translation>
    </message>
    <message>
        <source>Draw a line around points to select them; Shift adds, Ctrl takes away</source>
        <translation>Eine Linie um Punkte ziehen, um sie auszuwählen; Umschalt fügt hinzu, Strg nimmt weg</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>Draw a rectangle around points to select them; Shift adds, Ctrl takes away</source>
        <translation>Ein Rechteck um Punkte ziehen, um sie auszuwählen; Umschalt fügt hinzu, Strg nimmt weg</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Drag the map; the wheel zooms, the middle button drags at any time</source>
        <translation>Die Karte ziehen; das Rad zoomt, die mittlere Taste zieht jederzeit</translation>
    </message>
    <message>
        <source>Whole map</source>
        <translation>Ganze Karte</translation>
    </message>
    <message>
        <source>Shows all points again (0)</source>
        <translation>Zeigt wieder alle Punkte (0)</translation>
    </message>
    <message>
        <source>The selected points of the first run, or all: image, classes and place</source>
        <translation>Die ausgewählten Punkte des ersten Laufs, oder alle: Bild, Klassen und Ort</translation>
    </message>
    <message>
        <source>Legend; choosing an entry selects its images</source>
        <translation>Legende; ein gewählter Eintrag wählt seine Bilder aus</translation>
    </message>
    <message>
        <source>Choose entries to select their images, several with Ctrl or Shift</source>
        <translation>Einträge wählen, um ihre Bilder auszuwählen, mehrere mit Strg oder Umschalt</translation>
    </message>
    <message>
        <source>Selected test images</source>
        <translation>Ausgewählte Testbilder</translation>
    </message>
    <message>
        <source>Choose a run in the list on the left: where its test images lie among its features stands here. A second one, with Ctrl, stands beside it.</source>
        <translation>Links in der Liste einen Lauf wählen: Hier steht, wo seine Testbilder unter seinen Merkmalen liegen. Ein zweiter, mit Strg, steht daneben.</translation>
    </message>
    <message>
        <source>This run is on other data: its test images are not those of the first.</source>
        <translation>Dieser Lauf hat andere Daten: Seine Testbilder sind nicht die des ersten.</translation>
    </message>
    <message>
        <source>Draw a line around points to see their images. Keys: arrows go from point to point, Space selects, Enter opens, + and − zoom.</source>
        <translation>Eine Linie um Punkte ziehen, um ihre Bilder zu sehen. Tasten: Pfeile gehen von Punkt zu Punkt, Leertaste wählt aus, Enter öffnet, + und − zoomen.</translation>
    </message>
    <message>
        <source>Export the maps</source>
        <translation>Karten exportieren</translation>
    </message>
    <message>
        <source>As a figure: PDF, SVG, PNG, pgfplots, CSV or a table</source>
        <translation>Als Abbildung: PDF, SVG, PNG, pgfplots, CSV oder eine Tabelle</translation>
    </message>
    <message numerus="yes">
        <source>Of the %n selected runs the first two are shown.</source>
        <translation>
            <numerusform>Von dem %n gewählten Lauf werden die ersten zwei gezeigt.</numerusform>
            <numerusform>Von den %n gewählten Läufen werden die ersten zwei gezeigt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::MapTile</name>
    <message>
        <source>Compute anew</source>
        <translation>Neu berechnen</translation>
    </message>
    <message>
        <source>The run was trained on since this map was made</source>
        <translation>Der Lauf wurde seit dieser Karte weiter trainiert</translation>
    </message>
    <message>
        <source>Compute map</source>
        <translation>Karte berechnen</translation>
    </message>
    <message>
        <source>Adds the evaluation to the queue: seconds to a minute for thousands of images</source>
        <translation>Stellt die Auswertung in die Warteschlange: Sekunden bis eine Minute für tausende Bilder</translation>
    </message>
    <message>
        <source>%1 test images after epoch %2</source>
        <translation>%1 Testbilder nach Epoche %2</translation>
    </message>
    <message>
        <source>Map of %1</source>
        <translation>Karte von %1</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::MessageBar</name>
    <message>
        <source>Dismiss this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::NewRunPanel</name>
    <message>
        <source>Back to the preset&apos;s values</source>
        <translation>Zurück zu den Werten der Vorgabe</translation>
    </message>
    <message>
        <source>Undoes every change but name, data, ratio and seed.</source>
        <translation>Nimmt jede Änderung zurück außer Name, Daten, Verhältnis und Startwert.</translation>
    </message>
    <message>
        <source>Also train on the balanced subset with the same number of images: the relative gap compares the two.</source>
        <translation>Auch auf der balancierten Teilmenge mit gleich vielen Bildern trainieren: Der relative Abstand vergleicht beide.</translation>
    </message>
    <message>
        <source>+ 3 seeds</source>
        <translation>+ 3 Startwerte</translation>
    </message>
    <message>
        <source>Three repetitions: this seed and the next two. Bands show their spread.</source>
        <translation>Drei Wiederholungen: dieser Startwert und die nächsten zwei. Bänder zeigen ihre Streuung.</translation>
    </message>
    <message>
        <source>+ all modes</source>
        <translation>+ alle Modi</translation>
    </message>
    <message>
        <source>Supervised, self-supervised and rwSAM on the same images.</source>
        <translation>Überwacht, selbstüberwacht und rwSAM auf denselben Bildern.</translation>
    </message>
    <message numerus="yes">
        <source>Advanced (%n options)</source>
        <translation>
            <numerusform>Erweitert (%n Option)</numerusform>
            <numerusform>Erweitert (%n Optionen)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start adds %n run(s).</source>
        <translation>
            <numerusform>Start fügt %n Lauf hinzu.</numerusform>
            <numerusform>Start fügt %n Läufe hinzu.</numerusform>
        </translation>
    </message>
    <message>
        <source>made from the settings</source>
        <translation>aus den Einstellungen gebildet</translation>
    </message>
    <message>
        <source>as in the data set</source>
        <translation>wie im Datensatz</translation>
    </message>
    <message>
        <source>this run&apos;s warm-up</source>
        <translation>Aufwärmphase dieses Laufs</translation>
    </message>
    <message>
        <source>+ twin</source>
        <translation>+ Zwilling</translation>
    </message>
    <message>
        <source>Add a data set of your own</source>
        <translation>Einen eigenen Datensatz hinzufügen</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::OptionField</name>
    <message>
        <source>Choose the data set&apos;s folder or archive</source>
        <translation>Ordner oder Archiv des Datensatzes wählen</translation>
    </message>
    <message>
        <source>%1 must be a whole number from %L2 to %L3.</source>
        <translation>%1 muss eine ganze Zahl von %L2 bis %L3 sein.</translation>
    </message>
    <message>
        <source>%1 must be a number from %2 to %3, with a decimal point.</source>
        <translation>%1 muss eine Zahl von %2 bis %3 sein, mit Dezimalpunkt.</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>Changed; the preset&apos;s value is %1.</source>
        <translation>Geändert; der Wert der Vorgabe ist %1.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ParallelPanel</name>
    <message>
        <source>All listed</source>
        <translation>Alle der Liste</translation>
    </message>
    <message>
        <source>All runs that the list on the left shows</source>
        <translation>Alle Läufe, die die Liste links zeigt</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>Ausgewählte</translation>
    </message>
    <message>
        <source>The runs that are selected in the list</source>
        <translation>Die Läufe, die in der Liste ausgewählt sind</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>The last axis, and the colour of each run</source>
        <translation>Die letzte Achse und die Farbe jedes Laufs</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>Achsen</translation>
    </message>
    <message>
        <source>Which options and metrics have an axis</source>
        <translation>Welche Optionen und Metriken eine Achse haben</translation>
    </message>
    <message>
        <source>Clear the ranges</source>
        <translation>Bereiche aufheben</translation>
    </message>
    <message>
        <source>All runs again (Escape)</source>
        <translation>Wieder alle Läufe (Escape)</translation>
    </message>
    <message>
        <source>Select these runs</source>
        <translation>Diese Läufe auswählen</translation>
    </message>
    <message>
        <source>Selects the runs in the ranges in the list, to see them in the other tabs (Enter)</source>
        <translation>Wählt die Läufe in den Bereichen in der Liste aus, um sie in den anderen Reitern zu sehen (Eingabetaste)</translation>
    </message>
    <message>
        <source>Option</source>
        <translation>Option</translation>
    </message>
    <message>
        <source>As at first</source>
        <translation>Wie am Anfang</translation>
    </message>
    <message>
        <source>No runs in the list on the left: each run stands here as a line over its settings and its result.</source>
        <translation>Keine Läufe in der Liste links: Jeder Lauf steht hier als Linie über seinen Einstellungen und seinem Ergebnis.</translation>
    </message>
    <message>
        <source>No run is selected. Select some in the list on the left, or choose “All listed” above.</source>
        <translation>Kein Lauf ist ausgewählt. Wählen Sie welche in der Liste links, oder oben „Alle der Liste“.</translation>
    </message>
    <message>
        <source>These runs do not differ in their settings, so that there is nothing to compare. Choose two options or metrics in “Axes” above.</source>
        <translation>Diese Läufe unterscheiden sich nicht in ihren Einstellungen, also gibt es nichts zu vergleichen. Wählen Sie oben in „Achsen“ zwei Optionen oder Metriken.</translation>
    </message>
    <message>
        <source>Drag along an axis to keep some.</source>
        <translation>Entlang einer Achse ziehen, um einige zu behalten.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n run(s) in the ranges</source>
        <translation>
            <numerusform>%1 von %n Lauf in den Bereichen</numerusform>
            <numerusform>%1 von %n Läufen in den Bereichen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s).</source>
        <translation>
            <numerusform>%n Lauf.</numerusform>
            <numerusform>%n Läufe.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ParallelView</name>
    <message>
        <source>Parallel coordinates</source>
        <translation>Parallele Koordinaten</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n run(s) in the ranges</source>
        <translation>
            <numerusform>%1 von %n Lauf in den Bereichen</numerusform>
            <numerusform>%1 von %n Läufen in den Bereichen</numerusform>
        </translation>
    </message>
    <message>
        <source>Axis %1 of %2: %3</source>
        <translation>Achse %1 von %2: %3</translation>
    </message>
    <message>
        <source>flipped</source>
        <translation>umgedreht</translation>
    </message>
    <message>
        <source>range %1</source>
        <translation>Bereich %1</translation>
    </message>
    <message>
        <source>no range</source>
        <translation>kein Bereich</translation>
    </message>
    <message>
        <source>Largest value below</source>
        <translation>Größter Wert unten</translation>
    </message>
    <message>
        <source>Clear the range</source>
        <translation>Bereich aufheben</translation>
    </message>
    <message>
        <source>Move to the left</source>
        <translation>Nach links verschieben</translation>
    </message>
    <message>
        <source>Move to the right</source>
        <translation>Nach rechts verschieben</translation>
    </message>
    <message>
        <source>Hide the axis</source>
        <translation>Achse ausblenden</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::QueuePanel</name>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Train the waiting runs one after the other (Ctrl+F5)</source>
        <translation>Die wartenden Läufe nacheinander trainieren (Strg+F5)</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Give out no runs, neither here nor to other workers; those in progress go on</source>
        <translation>Keine Läufe ausgeben, weder hier noch an andere; laufende gehen weiter</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Move to the front</source>
        <translation>Nach vorn</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>Aus der Warteschlange nehmen</translation>
    </message>
    <message>
        <source>Nothing waits.
Start several runs at once, or an experiment, and they wait here.</source>
        <translation>Nichts wartet.
Mehrere Läufe auf einmal oder ein Experiment starten, dann warten sie hier.</translation>
    </message>
    <message>
        <source>▸ %1 — epoch %2 of %3</source>
        <translation>▸ %1 — Epoche %2 von %3</translation>
    </message>
    <message>
        <source>%1 — waits for %2</source>
        <translation>%1 — wartet auf %2</translation>
    </message>
    <message>
        <source>%1 — goes on after epoch %2</source>
        <translation>%1 — geht nach Epoche %2 weiter</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) wait</source>
        <translation>
            <numerusform>%n Lauf wartet</numerusform>
            <numerusform>%n Läufe warten</numerusform>
        </translation>
    </message>
    <message>
        <source> · paused</source>
        <translation> · angehalten</translation>
    </message>
    <message>
        <source> · about %1</source>
        <translation> · etwa %1</translation>
    </message>
    <message numerus="yes">
        <source> · %n of unknown length</source>
        <translation>
            <numerusform> · %n von unbekannter Dauer</numerusform>
            <numerusform> · %n von unbekannter Dauer</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 — evaluation</source>
        <translation>%1 — Auswertung</translation>
    </message>
    <message>
        <source>▸ %1 — evaluation</source>
        <translation>▸ %1 — Auswertung</translation>
    </message>
    <message>
        <source>Runs at once</source>
        <translation>Läufe zugleich</translation>
    </message>
    <message>
        <source> at once</source>
        <translation> zugleich</translation>
    </message>
    <message>
        <source>&lt;p&gt;How many runs train side by side. Each gets an equal share of the cores unless its own option says otherwise; small networks are done sooner this way.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Wie viele Läufe nebeneinander trainieren. Jeder erhält einen gleichen Teil der Kerne, wenn seine eigene Option nichts anderes sagt; kleine Netze sind so eher fertig.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Stop this run, with a checkpoint</source>
        <translation>Diesen Lauf anhalten, mit Checkpoint</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>&lt;p&gt;Hand the queue to a process of its own (skewscope-engine work), which goes on when this window is closed&lt;/p&gt;</source>
        <translation>&lt;p&gt;Die Warteschlange einem eigenen Prozess geben (skewscope-engine work), der weiterarbeitet, wenn dieses Fenster geschlossen wird&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Start a worker</source>
        <translation>Einen Worker starten</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::RatioSlider</name>
    <message>
        <source>Imbalance ratio r</source>
        <translation>Verhältnis r</translation>
    </message>
    <message>
        <source>Smallest over largest class count. Drag, or use the arrow keys; Page Up and Page Down go to the ratios of the literature.</source>
        <translation>Kleinste durch größte Klassenanzahl. Ziehen oder Pfeiltasten; Bild auf und Bild ab gehen zu den Verhältnissen der Literatur.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::RunColumnMenu</name>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Option</source>
        <translation>Option</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Differences to the baseline</source>
        <translation>Differenzen zum Vergleichslauf</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::RunController</name>
    <message>
        <source>The training engine (skewscope-engine) was not found beside this program or in the PATH. The run waits in the queue; set SKEWSCOPE_ENGINE to the engine and start the queue.</source>
        <translation>Die Trainings-Engine (skewscope-engine) wurde weder neben diesem Programm noch im PATH gefunden. Der Lauf wartet in der Warteschlange; SKEWSCOPE_ENGINE auf die Engine setzen und die Warteschlange starten.</translation>
    </message>
    <message>
        <source>The training engine could not be started: %1. The run waits in the queue.</source>
        <translation>Die Trainings-Engine konnte nicht gestartet werden: %1. Der Lauf wartet in der Warteschlange.</translation>
    </message>
    <message>
        <source>The run did not start.</source>
        <translation>Der Lauf hat nicht begonnen.</translation>
    </message>
    <message>
        <source>The run is interrupted; Resume goes on from its last checkpoint.</source>
        <translation>Der Lauf ist unterbrochen; Fortsetzen macht bei seinem letzten Checkpoint weiter.</translation>
    </message>
    <message>
        <source>The run could not be added to the store: %1</source>
        <translation>Der Lauf konnte nicht in den Speicher geschrieben werden: %1</translation>
    </message>
    <message>
        <source>It is tried again from its last checkpoint.</source>
        <translation>Er wird vom letzten Checkpoint aus noch einmal versucht.</translation>
    </message>
    <message>
        <source>it was killed from outside, or the system ran out of memory</source>
        <translation>sie wurde von außen abgebrochen, oder der Speicher des Systems reichte nicht</translation>
    </message>
    <message>
        <source>it crashed (signal %1)</source>
        <translation>sie ist abgestürzt (Signal %1)</translation>
    </message>
    <message>
        <source>signal %1 ended it</source>
        <translation>Signal %1 hat sie beendet</translation>
    </message>
    <message>
        <source>The engine ended without a word: %1.</source>
        <translation>Die Engine endete wortlos: %1.</translation>
    </message>
    <message>
        <source>The engine ended with exit status %1.</source>
        <translation>Die Engine endete mit Status %1.</translation>
    </message>
    <message>
        <source>Its last words: %1</source>
        <translation>Ihre letzten Worte: %1</translation>
    </message>
    <message>
        <source>A worker was faster: it trains the run %1.</source>
        <translation>Ein Worker war schneller: Er trainiert den Lauf %1.</translation>
    </message>
    <message>
        <source>The worker could not be started: %1. The runs wait in the queue.</source>
        <translation>Der Worker konnte nicht gestartet werden: %1. Die Läufe warten in der Warteschlange.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::RunDetails</name>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>paper, figure 2</source>
        <translation>Artikel, Abbildung 2</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>what this run is for</source>
        <translation>wozu dieser Lauf dient</translation>
    </message>
    <message>
        <source>different tags</source>
        <translation>verschiedene Schlagwörter</translation>
    </message>
    <message>
        <source>different notes</source>
        <translation>verschiedene Notizen</translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation>Auswertungen</translation>
    </message>
    <message>
        <source>Imported from %1</source>
        <translation>Importiert aus %1</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::RunKey</name>
    <message>
        <source>Runs in the plot: %1</source>
        <translation>Läufe im Diagramm: %1</translation>
    </message>
    <message numerus="yes">
        <source>+ %n more</source>
        <translation>
            <numerusform>+ %n weiterer</numerusform>
            <numerusform>+ %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::RunListActions</name>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Ctrl+Shift+R</source>
        <translation>Ctrl+Shift+R</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>Aus der Warteschlange nehmen</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Q</source>
        <translation>Ctrl+Shift+Q</translation>
    </message>
    <message>
        <source>Clone to the form</source>
        <translation>Ins Formular übernehmen</translation>
    </message>
    <message>
        <source>Ctrl+D</source>
        <translation>Ctrl+D</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Ctrl+Shift+N</source>
        <translation>Ctrl+Shift+N</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivieren</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Copy ID</source>
        <translation>Kennung kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation>Ctrl+Shift+C</translation>
    </message>
    <message>
        <source>Export values as CSV …</source>
        <translation>Werte als CSV exportieren …</translation>
    </message>
    <message>
        <source>Ctrl+Shift+E</source>
        <translation>Ctrl+Shift+E</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Colour %1</source>
        <translation>Farbe %1</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Unarchive</source>
        <translation>Aus dem Archiv holen</translation>
    </message>
    <message>
        <source>Export values as CSV</source>
        <translation>Werte als CSV exportieren</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV-Dateien (*.csv)</translation>
    </message>
    <message>
        <source>Wrote %1.</source>
        <translation>%1 geschrieben.</translation>
    </message>
    <message>
        <source>Evaluate …</source>
        <translation>Auswerten …</translation>
    </message>
    <message>
        <source>Ctrl+Shift+V</source>
        <translation>Ctrl+Shift+V</translation>
    </message>
    <message>
        <source>Copy rows as</source>
        <translation>Zeilen kopieren als</translation>
    </message>
    <message>
        <source>Stop this run</source>
        <translation>Diesen Lauf anhalten</translation>
    </message>
    <message>
        <source>Ctrl+Shift+X</source>
        <translation>Ctrl+Shift+X</translation>
    </message>
    <message>
        <source>Pin as baseline</source>
        <translation>Als Vergleichslauf anheften</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Sort by a column …</source>
        <translation>Nach einer Spalte sortieren …</translation>
    </message>
    <message>
        <source>Ctrl+Alt+O</source>
        <translation>Ctrl+Alt+O</translation>
    </message>
    <message>
        <source>Unpin the baseline</source>
        <translation>Vergleichslauf lösen</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::RunListPanel</name>
    <message>
        <source>Filter: mode:ssl r&lt;0.05 tag:paper</source>
        <translation>Filter: mode:ssl r&lt;0.05 tag:paper</translation>
    </message>
    <message>
        <source>Filter of the runs</source>
        <translation>Filter der Läufe</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archivierte</translation>
    </message>
    <message>
        <source>Show archived runs as well</source>
        <translation>Auch archivierte Läufe zeigen</translation>
    </message>
    <message>
        <source>Show archived runs</source>
        <translation>Archivierte Läufe zeigen</translation>
    </message>
    <message>
        <source>1 run</source>
        <translation>1 Lauf</translation>
    </message>
    <message>
        <source>%1 runs</source>
        <translation>%1 Läufe</translation>
    </message>
    <message>
        <source>%1 of %2 runs</source>
        <translation>%1 von %2 Läufen</translation>
    </message>
    <message>
        <source>Opening the store …</source>
        <translation>Der Speicher wird geöffnet …</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>Noch keine Läufe</translation>
    </message>
    <message>
        <source>Press Start to train what the form on the right describes. The run appears here, and its curves beside it.</source>
        <translation>Start drücken, um zu trainieren, was das Formular rechts beschreibt. Der Lauf erscheint hier, seine Kurven daneben.</translation>
    </message>
    <message>
        <source>No run passes the filter</source>
        <translation>Kein Lauf entspricht dem Filter</translation>
    </message>
    <message>
        <source>All runs are archived: switch on “Archived” below.</source>
        <translation>Alle Läufe sind archiviert: unten „Archivierte“ einschalten.</translation>
    </message>
    <message>
        <source>Change or clear the line above.</source>
        <translation>Die Zeile oben ändern oder leeren.</translation>
    </message>
    <message>
        <source>“%1” is running and was not deleted. Stop it first.</source>
        <translation>„%1“ läuft und wurde nicht gelöscht. Bitte erst anhalten.</translation>
    </message>
    <message>
        <source>Deleted %1.</source>
        <translation>%1 gelöscht.</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::RunRowDelegate</name>
    <message>
        <source>New name</source>
        <translation>Neuer Name</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::RunTableModel</name>
    <message>
        <source>%1, r %2</source>
        <translation>%1, r %2</translation>
    </message>
    <message>
        <source>state: %1</source>
        <translation>Zustand: %1</translation>
    </message>
    <message>
        <source>%1 accuracy %2 % (epoch %3)</source>
        <translation>%1-Genauigkeit %2 % (Epoche %3)</translation>
    </message>
    <message>
        <source>tags: %1</source>
        <translation>Schlagwörter: %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Best live test accuracy over the epochs, in %</source>
        <translation>Beste laufende Testgenauigkeit über die Epochen, in %</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Best %</source>
        <translation>Beste %</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>r</source>
        <translation>r</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>imported from %1</source>
        <translation>importiert aus %1</translation>
    </message>
    <message>
        <source>%1 %2 % (epoch %3)</source>
        <translation>%1 %2 % (Epoche %3)</translation>
    </message>
    <message>
        <source>%1 (%)</source>
        <translation>%1 (%)</translation>
    </message>
    <message>
        <source>%1, %2, baseline</source>
        <translation>%1, %2, Vergleichslauf</translation>
    </message>
    <message>
        <source>%1 (baseline)</source>
        <translation>%1 (Vergleichslauf)</translation>
    </message>
    <message>
        <source>Δ %1</source>
        <translation>Δ %1</translation>
    </message>
    <message>
        <source>%1
Difference to the baseline “%2”</source>
        <translation>%1
Differenz zum Vergleichslauf „%2“</translation>
    </message>
    <message>
        <source>Test accuracy in %: that of the linear probe where it was measured.
Grey: the last of training, kNN or the run&apos;s own head</source>
        <translation>Testgenauigkeit in %: die der linearen Probe, wo sie gemessen wurde.
Grau: die letzte des Trainings, kNN oder der eigene Kopf des Laufs</translation>
    </message>
    <message>
        <source>Accuracy (%)</source>
        <translation>Genauigkeit (%)</translation>
    </message>
    <message>
        <source>Best accuracy (%)</source>
        <translation>Beste Genauigkeit (%)</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::RunTableView</name>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::SampleInspector</name>
    <message>
        <source>Where the network looks</source>
        <translation>Wohin das Netz schaut</translation>
    </message>
    <message>
        <source>Score that is explained</source>
        <translation>Score, der erklärt wird</translation>
    </message>
    <message>
        <source>Of the run&apos;s own head; a self-supervised run has none, and its features are explained</source>
        <translation>Des eigenen Kopfs des Laufs; ein selbstüberwachter Lauf hat keinen, erklärt werden dann seine Merkmale</translation>
    </message>
    <message>
        <source>predicted class</source>
        <translation>vorhergesagte Klasse</translation>
    </message>
    <message>
        <source>true class</source>
        <translation>wahre Klasse</translation>
    </message>
    <message>
        <source>Grad-CAM</source>
        <translation>Grad-CAM</translation>
    </message>
    <message>
        <source>Asks the engine where the run&apos;s network finds what it goes by: a few seconds</source>
        <translation>Fragt die Engine, wo das Netz des Laufs findet, wonach es sich richtet: ein paar Sekunden</translation>
    </message>
    <message>
        <source>Show it over the image</source>
        <translation>Über dem Bild zeigen</translation>
    </message>
    <message>
        <source>What it was taken for</source>
        <translation>Wofür es gehalten wurde</translation>
    </message>
    <message>
        <source>Predicted class by run, accuracy and epoch</source>
        <translation>Vorhergesagte Klasse nach Lauf, Genauigkeit und Epoche</translation>
    </message>
    <message>
        <source>Nearest test images</source>
        <translation>Nächste Testbilder</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Whose features, views and network</source>
        <translation>Wessen Merkmale, Ansichten und Netz</translation>
    </message>
    <message>
        <source>Views that training would draw</source>
        <translation>Ansichten, die das Training ziehen würde</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>Nochmals</translation>
    </message>
    <message>
        <source>Draws other views, those of the next epoch</source>
        <translation>Zieht andere Ansichten, die der nächsten Epoche</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>To the image that was looked at before</source>
        <translation>Zum Bild, das zuvor betrachtet wurde</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Test image %1</source>
        <translation>Testbild %1</translation>
    </message>
    <message>
        <source>This run has no checkpoint: there is no network to ask.</source>
        <translation>Dieser Lauf hat keinen Checkpoint: Es gibt kein Netz, das gefragt werden kann.</translation>
    </message>
    <message>
        <source>The class of this image is not known.</source>
        <translation>Die Klasse dieses Bilds ist nicht bekannt.</translation>
    </message>
    <message numerus="yes">
        <source>%n training image(s) of this class</source>
        <translation>
            <numerusform>%n Trainingsbild dieser Klasse</numerusform>
            <numerusform>%n Trainingsbilder dieser Klasse</numerusform>
        </translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>%1, right</source>
        <translation>%1, richtig</translation>
    </message>
    <message>
        <source>%1, wrong</source>
        <translation>%1, falsch</translation>
    </message>
    <message>
        <source>cosine %1</source>
        <translation>Kosinus %1</translation>
    </message>
    <message>
        <source>By the cosine of their principal components; Enter or a double click looks at one.</source>
        <translation>Nach dem Kosinus ihrer Hauptkomponenten; Enter oder ein Doppelklick öffnet eines.</translation>
    </message>
    <message>
        <source>This image has no direction among the features.</source>
        <translation>Dieses Bild hat unter den Merkmalen keine Richtung.</translation>
    </message>
    <message>
        <source>This image is not one of those in the map of this run.</source>
        <translation>Dieses Bild gehört nicht zu denen in der Karte dieses Laufs.</translation>
    </message>
    <message>
        <source>This run has no feature map yet: the tab Map has it computed.</source>
        <translation>Dieser Lauf hat noch keine Merkmalskarte: Der Reiter Karte lässt sie berechnen.</translation>
    </message>
    <message>
        <source>Crop and flip with the options of this run.</source>
        <translation>Ausschnitt und Spiegelung mit den Optionen dieses Laufs.</translation>
    </message>
    <message>
        <source>Crop, flip, colour jitter and grey with the options of this run.</source>
        <translation>Ausschnitt, Spiegelung, Farbänderung und Grau mit den Optionen dieses Laufs.</translation>
    </message>
    <message>
        <source>The engine opens the network …</source>
        <translation>Die Engine öffnet das Netz …</translation>
    </message>
    <message>
        <source>A self-supervised network: what its features are like as a whole.</source>
        <translation>Ein selbstüberwachtes Netz: worin das Bild seinen Merkmalen als Ganzem gleicht.</translation>
    </message>
    <message>
        <source>Score of %1. The last checkpoint takes it for %2 (%3 %).</source>
        <translation>Score von %1. Der letzte Checkpoint hält es für %2 (%3 %).</translation>
    </message>
    <message>
        <source>Nothing in the image speaks for it.</source>
        <translation>Nichts im Bild spricht dafür.</translation>
    </message>
    <message>
        <source>Test image</source>
        <translation>Testbild</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>It was not measured at this epoch, or its predictions were not kept.</source>
        <translation>In dieser Epoche wurde sie nicht gemessen, oder ihre Vorhersagen wurden nicht behalten.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::SavedViews</name>
    <message>
        <source>save view “%1”</source>
        <translation>Ansicht „%1“ speichern</translation>
    </message>
    <message>
        <source>rename view “%1”</source>
        <translation>Ansicht „%1“ umbenennen</translation>
    </message>
    <message>
        <source>delete view “%1”</source>
        <translation>Ansicht „%1“ löschen</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::SavedViewsDialog</name>
    <message>
        <source>Saved views</source>
        <translation>Gespeicherte Ansichten</translation>
    </message>
    <message>
        <source>What the window showed: runs, filter, columns, tab and the options of every tab. “Save view …” in the menu View adds one.</source>
        <translation>Was das Fenster zeigte: Läufe, Filter, Spalten, Reiter und die Optionen aller Reiter. „Ansicht speichern …“ im Menü Ansicht fügt eine hinzu.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Imbalance slider</source>
        <translation>Regler des Ungleichgewichts</translation>
    </message>
    <message>
        <source>A little more or less</source>
        <translation>Etwas mehr oder weniger</translation>
    </message>
    <message>
        <source>Right, Left</source>
        <translation>Rechts, Links</translation>
    </message>
    <message>
        <source>Next or previous ratio of the literature</source>
        <translation>Nächstes oder voriges Verhältnis der Literatur</translation>
    </message>
    <message>
        <source>Page Down, Page Up</source>
        <translation>Bild ab, Bild auf</translation>
    </message>
    <message>
        <source>Balanced, or 0.001</source>
        <translation>Balanciert, oder 0.001</translation>
    </message>
    <message>
        <source>Home, End</source>
        <translation>Pos1, Ende</translation>
    </message>
    <message>
        <source>Number fields</source>
        <translation>Zahlenfelder</translation>
    </message>
    <message>
        <source>Step up or down</source>
        <translation>Schritt auf oder ab</translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation>Auf, Ab</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::SignificanceDialog</name>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Test images</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>of all classes</source>
        <translation>aller Klassen</translation>
    </message>
    <message>
        <source>of classes with many images</source>
        <translation>der Klassen mit vielen Bildern</translation>
    </message>
    <message>
        <source>of classes with a medium number</source>
        <translation>der Klassen mit mittlerer Anzahl</translation>
    </message>
    <message>
        <source>of classes with few images</source>
        <translation>der Klassen mit wenigen Bildern</translation>
    </message>
    <message>
        <source>Over all seeds of both settings, paired by seed</source>
        <translation>Über alle Startwerte beider Einstellungen, nach Startwert gepaart</translation>
    </message>
    <message>
        <source>&lt;p&gt;Takes every run in the store that differs from these in the seed alone. Without it the answer is about these two runs, not about the settings.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Nimmt jeden Lauf der Ablage, der sich von diesen nur im Startwert unterscheidet. Ohne dies gilt die Antwort diesen beiden Läufen, nicht den Einstellungen.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Is A</source>
        <translation>Ist A</translation>
    </message>
    <message>
        <source>better than B</source>
        <translation>besser als B</translation>
    </message>
    <message>
        <source>in</source>
        <translation>in</translation>
    </message>
    <message>
        <source>on test images</source>
        <translation>auf Testbildern</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Resampling …</source>
        <translation>Wird gezogen …</translation>
    </message>
    <message>
        <source>Is A better than B?</source>
        <translation>Ist A besser als B?</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::StatusBar</name>
    <message>
        <source>loading data</source>
        <translation>lädt Daten</translation>
    </message>
    <message>
        <source>density weights</source>
        <translation>Dichtegewichte</translation>
    </message>
    <message>
        <source>evaluating</source>
        <translation>wertet aus</translation>
    </message>
    <message>
        <source>linear probe</source>
        <translation>lineare Probe</translation>
    </message>
    <message>
        <source>writing checkpoint</source>
        <translation>schreibt Checkpoint</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message numerus="yes">
        <source>queue: %n waiting, held</source>
        <translation>
            <numerusform>Warteschlange: %n wartet, angehalten</numerusform>
            <numerusform>Warteschlange: %n warten, angehalten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>queue: %n waiting</source>
        <translation>
            <numerusform>Warteschlange: %n wartet</numerusform>
            <numerusform>Warteschlange: %n warten</numerusform>
        </translation>
    </message>
    <message>
        <source>training in the background</source>
        <translation>trainiert im Hintergrund</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>training</source>
        <translation>trainiert</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Hält an…</translation>
    </message>
    <message>
        <source>epoch %1/%2</source>
        <translation>Epoche %1/%2</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %2 · %n thread(s)</source>
        <translation>
            <numerusform>%1 · %2 · %n Thread</numerusform>
            <numerusform>%1 · %2 · %n Threads</numerusform>
        </translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>%1 img/s</source>
        <translation>%1 Bilder/s</translation>
    </message>
    <message>
        <source>ETA %1</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>re-training the classifier</source>
        <translation>trainiert den Klassifikator neu</translation>
    </message>
    <message numerus="yes">
        <source>training %n runs</source>
        <translation>
            <numerusform>trainiert %n Lauf</numerusform>
            <numerusform>trainiert %n Läufe</numerusform>
        </translation>
    </message>
    <message>
        <source>opening the device</source>
        <translation>öffnet das Gerät</translation>
    </message>
    <message>
        <source>waiting for memory of the GPU</source>
        <translation>wartet auf Speicher der GPU</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::TargetField</name>
    <message>
        <source>Target data set</source>
        <translation>Zieldatensatz</translation>
    </message>
    <message>
        <source>Folder or archive of the target</source>
        <translation>Ordner oder Archiv des Ziels</translation>
    </message>
    <message>
        <source>Choose the target&apos;s folder or archive</source>
        <translation>Ordner oder Archiv des Ziels wählen</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::TestImages</name>
    <message>
        <source>There is not enough memory for these images.</source>
        <translation>Für diese Bilder reicht der Speicher nicht.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ThumbnailList</name>
    <message>
        <source>Test image %1</source>
        <translation>Testbild %1</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::TopBar</name>
    <message>
        <source>Supervised</source>
        <translation>Überwacht</translation>
    </message>
    <message>
        <source>Cross-entropy on the imbalanced labels.</source>
        <translation>Kreuzentropie auf den unausgewogenen Klassen.</translation>
    </message>
    <message>
        <source>Self-supervised</source>
        <translation>Selbstüberwacht</translation>
    </message>
    <message>
        <source>SimCLR or SimSiam; labels are never read.</source>
        <translation>SimCLR oder SimSiam; Klassen werden nie gelesen.</translation>
    </message>
    <message>
        <source>rwSAM</source>
        <translation>rwSAM</translation>
    </message>
    <message>
        <source>A self-supervised method with the re-weighted sharpness-aware step.</source>
        <translation>Eine selbstüberwachte Methode mit dem umgewichteten schärfebewussten Schritt.</translation>
    </message>
    <message>
        <source>Imbalance</source>
        <translation>Ungleichgewicht</translation>
    </message>
    <message>
        <source>Imbalance factor: largest over smallest class count, 1/r.</source>
        <translation>Ungleichgewichtsfaktor: größte durch kleinste Klassenanzahl, 1/r.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Hold after the batch in progress; everything stays in memory. (F6)</source>
        <translation>Nach dem laufenden Batch anhalten; alles bleibt im Speicher. (F6)</translation>
    </message>
    <message>
        <source>Write a checkpoint and end; Resume goes on from there. (Shift+F5)</source>
        <translation>Einen Checkpoint schreiben und enden; Fortsetzen macht dort weiter. (Umschalt+F5)</translation>
    </message>
    <message>
        <source>IF %1</source>
        <translation>IF %1</translation>
    </message>
    <message>
        <source>r must be a number from %1 to %2, such as 0.01, or an imbalance factor such as IF 100.</source>
        <translation>r muss eine Zahl von %1 bis %2 sein, etwa 0.01, oder ein Ungleichgewichtsfaktor wie IF 100.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Hält an…</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Einreihen</translation>
    </message>
    <message>
        <source>Add to the queue; starts when the run in progress ends. (F5)</source>
        <translation>In die Warteschlange; beginnt, wenn der laufende Lauf endet. (F5)</translation>
    </message>
    <message>
        <source>Train with these settings. (F5)</source>
        <translation>Mit diesen Einstellungen trainieren. (F5)</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ToyLabPanel</name>
    <message>
        <source>Dimension d</source>
        <translation>Dimension d</translation>
    </message>
    <message>
        <source>Dimensions of a point: two carry features, the others noise. Each frequent class has 2d points.</source>
        <translation>Dimensionen eines Punktes: zwei tragen Merkmale, die anderen Rauschen. Jede häufige Klasse hat 2d Punkte.</translation>
    </message>
    <message>
        <source>Rare points n3</source>
        <translation>Seltene Punkte n3</translation>
    </message>
    <message>
        <source>Points of the rare class. Few of them can be told apart by their noise alone.</source>
        <translation>Punkte der seltenen Klasse. Wenige lassen sich schon an ihrem Rauschen unterscheiden.</translation>
    </message>
    <message>
        <source>Feature τ</source>
        <translation>Merkmal τ</translation>
    </message>
    <message>
        <source>Length of the second feature e2 in the frequent classes: irrelevant to their labels, but there to be learned without labels.</source>
        <translation>Länge des zweiten Merkmals e2 in den häufigen Klassen: für ihre Labels ohne Belang, aber ohne Labels zu lernen.</translation>
    </message>
    <message>
        <source>Noise ρ</source>
        <translation>Rauschen ρ</translation>
    </message>
    <message>
        <source>Standard deviation of the noise in every direction.</source>
        <translation>Standardabweichung des Rauschens in jeder Richtung.</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>tied to d</source>
        <translation>folgt d</translation>
    </message>
    <message>
        <source>x axis</source>
        <translation>x-Achse</translation>
    </message>
    <message>
        <source>Theorem</source>
        <translation>Satz</translation>
    </message>
    <message>
        <source>The regime of the paper&apos;s theorem: d grows, ρ = d^(−1/5), τ = n3 = d^(1/5). SL loses e2, SSL learns it.</source>
        <translation>Der Bereich des Satzes der Arbeit: d wächst, ρ = d^(−1/5), τ = n3 = d^(1/5). SL verliert e2, SSL lernt es.</translation>
    </message>
    <message>
        <source>On the x axis: %1. The sliders set the rest.</source>
        <translation>Auf der x-Achse: %1. Die Regler stellen das Übrige.</translation>
    </message>
    <message>
        <source>Sweep: %1</source>
        <translation>Durchlauf: %1</translation>
    </message>
    <message>
        <source>e1 too</source>
        <translation>auch e1</translation>
    </message>
    <message>
        <source>Also the feature e1, which tells the frequent classes apart (dashed).</source>
        <translation>Auch das Merkmal e1, das die häufigen Klassen unterscheidet (gestrichelt).</translation>
    </message>
    <message>
        <source>Export the figure of the toy model</source>
        <translation>Die Abbildung des Spielzeugmodells exportieren</translation>
    </message>
    <message>
        <source>Projections of the toy model</source>
        <translation>Projektionen des Spielzeugmodells</translation>
    </message>
    <message>
        <source>The theorem ties this to d. Choose another sweep to set it.</source>
        <translation>Der Satz bindet dies an d. Einen anderen Durchlauf wählen, um es zu stellen.</translation>
    </message>
    <message>
        <source>This is what is swept: see the x axis.</source>
        <translation>Dies wird durchlaufen: siehe x-Achse.</translation>
    </message>
    <message>
        <source>Solving …</source>
        <translation>Wird gelöst …</translation>
    </message>
    <message>
        <source>1: the feature can be read off what was learned, 0: nothing of it. Exact solutions (duality gap below %1), mean over %2 seeds.</source>
        <translation>1: das Merkmal ist am Gelernten abzulesen, 0: nichts davon. Exakte Lösungen (Dualitätslücke unter %1), Mittel über %2 Seeds.</translation>
    </message>
    <message>
        <source>Solving … %1 of %2 values</source>
        <translation>Wird gelöst … %1 von %2 Werten</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) cannot be separated by any linear map and have no SL solution.</source>
        <translation>
            <numerusform>%n Stichprobe lässt sich durch keine lineare Abbildung trennen und hat keine SL-Lösung.</numerusform>
            <numerusform>%n Stichproben lassen sich durch keine lineare Abbildung trennen und haben keine SL-Lösung.</numerusform>
        </translation>
    </message>
    <message>
        <source>Figure as PDF, SVG or PNG, values as CSV (Ctrl+S)</source>
        <translation>Abbildung als PDF, SVG oder PNG, Werte als CSV (Strg+S)</translation>
    </message>
    <message>
        <source>Samples that are solved for every value; the bands reach one standard deviation from the mean.</source>
        <translation>Stichproben, die für jeden Wert gelöst werden; die Bänder reichen eine Standardabweichung vom Mittel.</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::WeightChartView</name>
    <message>
        <source>%1, %2: n = %3, weight %4</source>
        <translation>%1, %2: n = %3, Gewicht %4</translation>
    </message>
</context>
<context>
    <name>skewscope::ui::WorkerRows</name>
    <message>
        <source>Worker %2 on %1</source>
        <translation>Worker %2 auf %1</translation>
    </message>
    <message>
        <source>silent: killed, or asleep</source>
        <translation>verstummt: beendet oder im Ruhezustand</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>hält an</translation>
    </message>
    <message>
        <source>trains %1 of %2</source>
        <translation>trainiert %1 von %2</translation>
    </message>
    <message>
        <source>Its runs are given out again. It goes on by itself if it only slept.</source>
        <translation>Seine Läufe werden neu vergeben. Hat er nur geruht, macht er von selbst weiter.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Take it off this list</source>
        <translation>Aus dieser Liste nehmen</translation>
    </message>
    <message>
        <source>Write checkpoints and end it; its runs stay in the queue</source>
        <translation>Checkpoints schreiben und ihn beenden; seine Läufe bleiben in der Warteschlange</translation>
    </message>
</context>
</TS>
