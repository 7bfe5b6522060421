<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>skewscope::ui::ConfusionView</name>
    <message numerus="yes">
        <source>%1: %n image(s)</source>
        <translation>
            <numerusform>%1: %n image</numerusform>
            <numerusform>%1: %n images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::CurveTiles</name>
    <message numerus="yes">
        <source>%n classes</source>
        <translation>
            <numerusform>%n class</numerusform>
            <numerusform>%n classes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ExperimentDialog</name>
    <message numerus="yes">
        <source>%n run(s); those that the store has already are not trained again.</source>
        <translation>
            <numerusform>%n run; it is not trained again if the store has it already.</numerusform>
            <numerusform>%n runs; those that the store has already are not trained again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::FigureEditor</name>
    <message numerus="yes">
        <source>%n class(es) left out</source>
        <translation>
            <numerusform>%n class left out</numerusform>
            <numerusform>%n classes left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n group(s) left out</source>
        <translation>
            <numerusform>%n group left out</numerusform>
            <numerusform>%n groups left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::GapPanel</name>
    <message numerus="yes">
        <source>%n balanced twin(s) are added to the queue.</source>
        <translation>
            <numerusform>%n balanced twin is added to the queue.</numerusform>
            <numerusform>%n balanced twins are added to the queue.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n that had stopped go on.</source>
        <translation>
            <numerusform>%n that had stopped goes on.</numerusform>
            <numerusform>%n that had stopped go on.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n balanced twin(s) joined the queue.</source>
        <translation>
            <numerusform>%n balanced twin joined the queue.</numerusform>
            <numerusform>%n balanced twins joined the queue.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n imbalanced run(s) without a balanced twin: not in the chart.</source>
        <translation>
            <numerusform>%n imbalanced run without a balanced twin: not in the chart.</numerusform>
            <numerusform>%n imbalanced runs without a balanced twin: not in the chart.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::MainWindow</name>
    <message numerus="yes">
        <source>%n run(s) wait in the queue from an earlier session.</source>
        <translation>
            <numerusform>%n run waits in the queue from an earlier session.</numerusform>
            <numerusform>%n runs wait in the queue from an earlier session.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) wait.</source>
        <translation>
            <numerusform>%n run waits.</numerusform>
            <numerusform>%n runs wait.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Imported %n run(s).</source>
        <translation>
            <numerusform>Imported %n run.</numerusform>
            <numerusform>Imported %n runs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) of the view “%1” are gone; the rest is shown.</source>
        <translation>
            <numerusform>%n run of the view “%1” is gone; the rest is shown.</numerusform>
            <numerusform>%n runs of the view “%1” are gone; the rest is shown.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::MapPanel</name>
    <message numerus="yes">
        <source>Of the %n selected runs the first two are shown.</source>
        <translation>
            <numerusform>Of the %n selected run the first two are shown.</numerusform>
            <numerusform>Of the %n selected runs the first two are shown.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::NewRunPanel</name>
    <message numerus="yes">
        <source>Advanced (%n options)</source>
        <translation>
            <numerusform>Advanced (%n option)</numerusform>
            <numerusform>Advanced (%n options)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start adds %n run(s).</source>
        <translation>
            <numerusform>Start adds %n run.</numerusform>
            <numerusform>Start adds %n runs.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ParallelPanel</name>
    <message numerus="yes">
        <source>%1 of %n run(s) in the ranges</source>
        <translation>
            <numerusform>%1 of %n run in the ranges</numerusform>
            <numerusform>%1 of %n runs in the ranges</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s).</source>
        <translation>
            <numerusform>%n run.</numerusform>
            <numerusform>%n runs.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ParallelView</name>
    <message numerus="yes">
        <source>%1 of %n run(s) in the ranges</source>
        <translation>
            <numerusform>%1 of %n run in the ranges</numerusform>
            <numerusform>%1 of %n runs in the ranges</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::QueuePanel</name>
    <message numerus="yes">
        <source>%n run(s) wait</source>
        <translation>
            <numerusform>%n run waits</numerusform>
            <numerusform>%n runs wait</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %n of unknown length</source>
        <translation>
            <numerusform> · %n of unknown length</numerusform>
            <numerusform> · %n of unknown length</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::RunKey</name>
    <message numerus="yes">
        <source>+ %n more</source>
        <translation>
            <numerusform>+ %n more</numerusform>
            <numerusform>+ %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::SampleInspector</name>
    <message numerus="yes">
        <source>%n training image(s) of this class</source>
        <translation>
            <numerusform>%n training image of this class</numerusform>
            <numerusform>%n training images of this class</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::StatusBar</name>
    <message numerus="yes">
        <source>queue: %n waiting, held</source>
        <translation>
            <numerusform>queue: %n waiting, held</numerusform>
            <numerusform>queue: %n waiting, held</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>queue: %n waiting</source>
        <translation>
            <numerusform>queue: %n waiting</numerusform>
            <numerusform>queue: %n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %2 · %n thread(s)</source>
        <translation>
            <numerusform>%1 · %2 · %n thread</numerusform>
            <numerusform>%1 · %2 · %n threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>training %n runs</source>
        <translation>
            <numerusform>training %n run</numerusform>
            <numerusform>training %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skewscope::ui::ToyLabPanel</name>
    <message numerus="yes">
        <source>%n sample(s) cannot be separated by any linear map and have no SL solution.</source>
        <translation>
            <numerusform>%n sample cannot be separated by any linear map and has no SL solution.</numerusform>
            <numerusform>%n samples cannot be separated by any linear map and have no SL solution.</numerusform>
        </translation>
    </message>
</context>
</TS>
