<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
    </context>
</TS>
